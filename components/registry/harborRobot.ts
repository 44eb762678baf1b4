import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../contracts/place.ts'
import type { SecretRef } from '../contracts/secrets.ts'
import { type Password, password } from '../password.ts'
import { environment } from '../pods.ts'
import { secret } from '../secret.ts'
import { setupJob } from '../setupJob.ts'

export interface HarborRobotArgs {
  /** Where the consumer lives. */
  readonly place: Place
  /** Where Harbor lives. */
  readonly harbor: Place
  /** Where Harbor is for those inside the cluster. */
  readonly url: string
  /** The registry's names in references of images. */
  readonly hosts: readonly string[]
  /** Image with Node. */
  readonly image: string
  readonly administrator: SecretRef & { readonly version: Password['version'] }
  /** Secret beside Harbor with the certificate of who signed Harbor's. */
  readonly authority: string
  readonly running: pulumi.Resource
  readonly parent: pulumi.Resource
}

const script = readFileSync(join(import.meta.dirname, 'harborProject.ts'), 'utf8')
/** What Harbor wants of the secret of a robot. */
const rules = { minLower: 1, minUpper: 1, minNumeric: 1 }

/** One consumer's login to one project, in a Secret beside the consumer, and a Job that tells Harbor of both. */
export class HarborRobot extends pulumi.ComponentResource {
  readonly secretName: string
  readonly ready: pulumi.Resource

  constructor(project: string, args: HarborRobotArgs) {
    const { place, harbor, hosts, parent } = args
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
        values: { '.dockerconfigjson': key.value.apply((value) => dockerConfig(hosts, username, value)) },
      },
      this,
    )
    const setup = `harbor-setup-${project}-${robot}`
    const told = secret(
      { name: setup, place: harbor, system: 'harbor', component: 'setup', values: { secret: key.value } },
      this,
    )
    const files = { 'setup.mts': script }
    this.ready = setupJob(
      {
        name: setup,
        place: harbor,
        system: 'harbor',
        image: args.image,
        command: ['node', '/setup/setup.mts'],
        env: variables(args, { project, robot, setup }),
        files,
        content: pulumi
          .all([key.version, args.administrator.version])
          .apply((read) => ({ files, read, image: args.image })),
        volumes: [
          {
            name: 'authority',
            secret: { secretName: args.authority, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
          },
        ],
        mounts: [{ name: 'authority', mountPath: '/authority', readOnly: true }],
      },
      { parent: this, dependsOn: [args.running, login, told] },
    )
    this.registerOutputs()
  }
}

function dockerConfig(hosts: readonly string[], username: string, password: string): string {
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const logins = hosts.map((host) => [host, { username, password, auth }])
  return JSON.stringify({ auths: Object.fromEntries(logins) })
}

function variables(
  { url, harbor, administrator }: HarborRobotArgs,
  { project, robot, setup }: { readonly project: string; readonly robot: string; readonly setup: string },
) {
  return environment({
    HARBOR_URL: url,
    HARBOR_ADMIN_PASSWORD: administrator,
    PROJECT: project,
    ROBOT: robot,
    ROBOT_SECRET: { namespace: harbor.namespace, name: setup, key: 'secret' },
    NODE_EXTRA_CA_CERTS: '/authority/ca.crt',
  })
}
