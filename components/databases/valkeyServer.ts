import { createHash } from 'node:crypto'
import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { checksum } from '../checksum.ts'
import type { KeyValueStore } from '../contracts/databases.ts'
import type { Place } from '../contracts/place.ts'
import type { Annotations, SecretRef } from '../contracts/secrets.ts'
import type { Server } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { password } from '../password.ts'
import { containerSecurity, patientProbes, podSecurity, resources } from '../pods.ts'
import { podWithVolume } from '../podWithVolume.ts'
import { secret } from '../secret.ts'
import { service } from '../service.ts'

export interface ValkeyServerArgs {
  /** Where the consumer lives. */
  readonly place: Place
  /** Where the server lives. */
  readonly home: Place
  readonly storageClass: string
  readonly volume: string
  readonly cpu: string
  readonly memory: string
  readonly dataBytes: number
  /** Whether what would expire anyway makes room when the memory is full. */
  readonly evicts?: boolean
  readonly parent: pulumi.Resource
}

const system = 'valkey'
const image = 'docker.io/valkey/valkey:9.0.7'
const port = 6379
const passwordVersion = 'atoll.dev/valkey-password'

/** One consumer's Valkey server, which writes what it holds to a volume, and the consumer's password for it. */
export class ValkeyServer extends pulumi.ComponentResource implements KeyValueStore {
  readonly host: string
  readonly port = port
  readonly password: SecretRef
  readonly annotations: Annotations
  readonly server: Server
  readonly ready: pulumi.Resource

  constructor(consumer: string, args: ValkeyServerArgs) {
    const { place, home, parent } = args
    super('atoll:databases:ValkeyServer', `${home.ownership.environment}-valkey-${consumer}`, {}, { parent })
    const name = `valkey-${consumer}`
    const labels = labelsOf(home.ownership, system, consumer)
    this.server = { place: home, name, labels: selectorOf(system, consumer), port }
    service({ server: this.server, labels, protocol: 'tcp', parent: this })
    this.host = `${name}.${home.namespace}.svc`

    const { value, version } = password(name, this)
    const login = secret(
      {
        name: 'valkey-login',
        place,
        system: consumer,
        component: 'valkey-login',
        values: { password: value },
      },
      this,
    )
    const users = secret(
      { name, place: home, system, component: consumer, values: { 'users.acl': value.apply(accessList) } },
      this,
    )
    this.password = { namespace: place.namespace, name: 'valkey-login', key: 'password' }
    this.annotations = { [passwordVersion]: version }

    const settings = configuration(args)
    const config = new k8s.core.v1.ConfigMap(
      `${home.namespace}/${name}`,
      { metadata: { name, namespace: home.namespace, labels }, data: { 'valkey.conf': settings } },
      { parent: this, dependsOn: home.ready },
    )
    this.ready = podWithVolume(
      {
        ...args,
        server: this.server,
        labels,
        annotations: { ...checksum(settings), ...this.annotations },
        spec: pod(name, args),
      },
      { parent: this, dependsOn: [login, users, config] },
    )
    this.registerOutputs()
  }
}

/**
 * Every write is in a file within a second. What does not fit is refused: nothing that was accepted is dropped, but what
 * would expire anyway, where the consumer wants it so.
 */
function configuration({ dataBytes, evicts = false }: ValkeyServerArgs): string {
  return `port ${port}
dir /data
appendonly yes
appendfsync everysec
save ""
maxmemory ${dataBytes}
maxmemory-policy ${evicts ? 'volatile-lru' : 'noeviction'}
aclfile /etc/valkey-users/users.acl
`
}

/** The server knows the password's hash alone. Probes may ask whether it answers, and nothing else. */
function accessList(password: string): string {
  return `user default on #${sha256(password)} ~* &* +@all -@admin
user probe on nopass resetkeys resetchannels -@all +ping
`
}

function pod(name: string, args: ValkeyServerArgs): k8s.types.input.core.v1.PodSpec {
  const ping = ['valkey-cli', '-e', '--no-auth-warning', '--user', 'probe', '--pass', 'any', 'ping']
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name: system,
        image,
        command: ['valkey-server', '/etc/valkey/valkey.conf'],
        ports: [{ name: 'tcp-valkey', containerPort: port }],
        ...patientProbes({ exec: { command: ping } }),
        resources: resources(args),
        securityContext: containerSecurity,
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'config', mountPath: '/etc/valkey', readOnly: true },
          { name: 'users', mountPath: '/etc/valkey-users', readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name } },
      { name: 'users', secret: { secretName: name } },
    ],
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
