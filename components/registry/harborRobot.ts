import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Place, SecretRef } from '../contracts.ts'
import { labelsOf } from '../labels.ts'
import { type Password, password } from '../password.ts'
import { containerSecurity, environment, podSecurity, resources, scratch } from '../pods.ts'
import { secret } from '../secret.ts'

export interface HarborRobotArgs {
  /** Where the consumer lives. */
  readonly place: Place
  /** Where Harbor lives. */
  readonly harbor: Place
  /** Where Harbor is for those inside the cluster. */
  readonly url: string
  /** The registry's name in references of images. */
  readonly host: string
  /** Image with Node. */
  readonly image: string
  readonly administrator: SecretRef & { readonly version: Password['version'] }
  /** Secret beside Harbor with the certificate of who signed Harbor's. */
  readonly authority: string
  readonly running: pulumi.Resource
  readonly parent: pulumi.Resource
}

const script = readFileSync(join(import.meta.dirname, 'harborProject.ts'), 'utf8')
/** A Job that has failed never runs again, so it tries on: only `up` stops waiting, and the next one waits anew. */
const neverGiveUp = 2 ** 31 - 1
/** What Harbor wants of the secret of a robot. */
const rules = { minLower: 1, minUpper: 1, minNumeric: 1 }

/** One consumer's login to one project, in a Secret beside the consumer, and a Job that tells Harbor of both. */
export class HarborRobot extends pulumi.ComponentResource {
  readonly secretName: string
  readonly ready: pulumi.Resource

  constructor(project: string, args: HarborRobotArgs) {
    const { place, harbor, host, parent } = args
    const robot = place.namespace
    const name = `harbor-${project}-${robot}`
    super('atoll:registry:HarborRobot', name, {}, { parent })
    const key = password(name, this, rules)
    const username = `robot$${project}+${robot}`
    this.secretName = `registry-${project}`
    const login = secret(
      {
        name: this.secretName,
        place,
        system: project,
        component: 'registry-login',
        type: 'kubernetes.io/dockerconfigjson',
        values: { '.dockerconfigjson': key.value.apply((value) => dockerConfig(host, username, value)) },
      },
      this,
    )
    const setup = `harbor-setup-${project}-${robot}`
    const told = secret(
      { name: setup, place: harbor, system: 'harbor', component: 'setup', values: { secret: key.value } },
      this,
    )
    const labels = labelsOf(harbor.ownership, 'harbor', 'setup')
    const metadata = { namespace: harbor.namespace, labels }
    const files = { 'setup.mts': script }
    const config = new k8s.core.v1.ConfigMap(
      `${harbor.namespace}/${setup}`,
      { metadata: { ...metadata, name: setup }, data: files },
      { parent: this, dependsOn: harbor.ready },
    )
    const content = pulumi
      .all([key.version, args.administrator.version])
      .apply((read) => digest({ files, read, image: args.image }))
    this.ready = new k8s.batch.v1.Job(
      `${harbor.namespace}/${setup}`,
      {
        metadata: { ...metadata, name: pulumi.interpolate`${setup}-${content}` },
        spec: {
          backoffLimit: neverGiveUp,
          template: { metadata: { labels }, spec: pod(args, { project, robot, setup }) },
        },
      },
      {
        parent: this,
        dependsOn: [harbor.ready, args.running, login, told, config],
        customTimeouts: { create: '5m', update: '5m' },
      },
    )
    this.registerOutputs()
  }
}

function dockerConfig(host: string, username: string, password: string): string {
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  return JSON.stringify({ auths: { [host]: { username, password, auth } } })
}

function pod(
  { image, url, harbor, administrator, authority }: HarborRobotArgs,
  { project, robot, setup }: { readonly project: string; readonly robot: string; readonly setup: string },
): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('16Mi')
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'OnFailure',
    securityContext: podSecurity,
    containers: [
      {
        name: 'setup',
        image,
        command: ['node', '/setup/setup.mts'],
        env: environment({
          HARBOR_URL: url,
          HARBOR_ADMIN_PASSWORD: administrator,
          PROJECT: project,
          ROBOT: robot,
          ROBOT_SECRET: { namespace: harbor.namespace, name: setup, key: 'secret' },
          NODE_EXTRA_CA_CERTS: '/authority/ca.crt',
        }),
        resources: resources({ cpu: '10m', memory: '256Mi' }),
        securityContext: containerSecurity,
        volumeMounts: [
          tmp.mount,
          { name: 'setup', mountPath: '/setup', readOnly: true },
          { name: 'authority', mountPath: '/authority', readOnly: true },
        ],
      },
    ],
    volumes: [
      tmp.volume,
      { name: 'setup', configMap: { name: setup } },
      {
        name: 'authority',
        secret: { secretName: authority, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
      },
    ],
  }
}

/** A Job cannot be changed: with another content, or another secret to read, it is another Job. */
function digest(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8)
}
