import { createHash } from 'node:crypto'
import type { Database, KeyValueStore } from '../contracts/databases.ts'
import type { ObjectStoreWriter } from '../contracts/objectStores.ts'
import type { Annotations } from '../contracts/secrets.ts'
import { resources } from '../pods.ts'
import { gitlabKeys } from './gitlabSecrets.ts'

export interface GitlabSize {
  /** Of the web server, and of the background jobs, each. */
  readonly replicas: number
  /** Of the repositories; and, while a backup is made, of everything. */
  readonly volume: string
  /** Of each of them. */
  readonly cpu: string
  readonly memory: string
}

/** Pods of GitLab, by the label `app`. */
export type GitlabPart = 'webservice' | 'sidekiq' | 'gitaly' | 'toolbox'

export interface GitlabValuesArgs extends GitlabSize {
  readonly host: string
  readonly domain: string
  /** Name of the Secret with everything random. */
  readonly secrets: string
  /** Secret with the certificate that clients see, and its issuer. */
  readonly certificate: string
  readonly database: Database
  readonly store: KeyValueStore
  readonly objects: ObjectStoreWriter
  readonly storageClass: string
  readonly backups: { readonly schedule: string; readonly kept: number }
  /** ConfigMap with `setup.rb`, which is run within GitLab's own code after each migration. */
  readonly setup: { readonly name: string; readonly content: string }
  readonly annotations: Readonly<Partial<Record<GitlabPart, Annotations>>>
}

/** One for each kind of object; GitLab takes no two in one. */
export const gitlabBuckets = {
  lfs: 'gitlab-lfs',
  artifacts: 'gitlab-artifacts',
  uploads: 'gitlab-uploads',
  packages: 'gitlab-packages',
  backups: 'gitlab-backups',
  /** What a restore moves aside. */
  tmp: 'gitlab-tmp',
} as const

export const workhorseSize = { cpu: '100m', memory: '256Mi' }
export const gitalySize = { cpu: '200m', memory: '1Gi' }
/** Of the pod for administrators, of a backup and of a migration, each. */
export const toolboxSize = { cpu: '100m', memory: '1536Mi' }
const initSize = { cpu: '50m', memory: '512Mi' }

/** What a backup would look for in buckets that are not there. */
const skipped = ['registry', 'pages', 'external_diffs', 'terraform_state', 'ci_secure_files']

/** The first migration makes a thousand tables, and what is served waits for it. */
const patience = { 'pulumi.com/timeoutSeconds': '3600' }

/** The gateway is one of these, and says whom it speaks for: else all that people do would be counted as one's. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']

const off = { enabled: false }
const bundled = { install: false }

/** Charts before 10 bring these themselves. With a chart from 10 on, which does not know the values, this goes. */
const before10 = { values: { postgresql: bundled, redis: bundled }, global: { minio: off } }

/** What GitLab's chart is told: nothing that is there already, or that calls outside. */
export function gitlabValues(args: GitlabValuesArgs) {
  return {
    ...before10.values,
    global: { ...before10.global, ...global(args) },
    gitlab: parts(args),
    // Secrets are made by us, and what else it brings is there already.
    'shared-secrets': off,
    upgradeCheck: off,
    installCertmanager: false,
    'nginx-ingress': off,
    registry: off,
    prometheus: bundled,
    'gitlab-runner': bundled,
  }
}

function global(args: GitlabValuesArgs) {
  const { host, domain, secrets, certificate, database, store, objects } = args
  const own = (key: string) => ({ secret: secrets, key })
  const { lfs, artifacts, uploads, packages, backups, tmp } = gitlabBuckets
  return {
    edition: 'ce',
    hpa: { apiVersion: 'autoscaling/v2' },
    pdb: { apiVersion: 'policy/v1' },
    batch: { cronJob: { apiVersion: 'batch/v1' } },
    hosts: { domain, https: true, gitlab: { name: host, https: true } },
    // Not empty: of an empty one the chart makes a certificate.
    ingress: { enabled: false, configureCertmanager: false, tls: off },
    gatewayApi: { enabled: false, installEnvoy: false },
    kas: off,
    registry: {
      enabled: false,
      certificate: { secret: secrets },
      notificationSecret: own(gitlabKeys.registryNotification),
    },
    runner: { registrationToken: { secret: secrets } },
    initialRootPassword: own(gitlabKeys.root),
    psql: {
      host: database.host,
      port: database.port,
      database: database.name,
      username: database.name,
      password: { secret: database.password.name, key: database.password.key },
    },
    redis: {
      host: store.host,
      port: store.port,
      auth: { enabled: true, secret: store.password.name, key: store.password.key },
    },
    gitaly: { authToken: own(gitlabKeys.gitaly) },
    shell: { authToken: own(gitlabKeys.shell) },
    railsSecrets: { secret: secrets },
    workhorse: { ...own(gitlabKeys.workhorse), tls: { enabled: true } },
    certificates: { customCAs: [{ secret: certificate, keys: ['ca.crt'] }] },
    deployment: { annotations: patience },
    appConfig: {
      enableUsagePing: false,
      enableSeatLink: false,
      initialDefaults: { signupEnabled: false, gitlabProductUsageData: false },
      defaultProjectsFeatures: { containerRegistry: false },
      object_store: {
        enabled: true,
        // The object store is not reached from outside.
        proxy_download: true,
        connection: { secret: objects.credentials.file.name, key: 'connection' },
      },
      lfs: { bucket: lfs },
      artifacts: { bucket: artifacts },
      uploads: { bucket: uploads },
      packages: { bucket: packages },
      backups: { bucket: backups, tmpBucket: tmp },
    },
  }
}

function parts(args: GitlabValuesArgs) {
  const { replicas, cpu, memory, volume, storageClass, certificate, objects, annotations } = args
  const part = (name: GitlabPart) => ({
    init: { resources: resources(initSize) },
    annotations: annotations[name] ?? {},
  })
  const several = { minReplicas: replicas, maxReplicas: replicas, resources: resources({ cpu, memory }) }
  const claim = { size: volume, storageClass }
  return {
    webservice: {
      ...part('webservice'),
      ...several,
      workhorse: {
        resources: resources(workhorseSize),
        tls: { secretName: certificate },
      },
      trusted_proxies: privateNetworks,
      helmTests: off,
    },
    sidekiq: { ...part('sidekiq'), ...several },
    gitaly: {
      ...part('gitaly'),
      resources: resources(gitalySize),
      persistence: claim,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    },
    toolbox: {
      ...part('toolbox'),
      resources: resources(toolboxSize),
      backups: {
        objectStorage: { config: { secret: objects.credentials.file.name, key: 's3cfg' } },
        cron: {
          enabled: true,
          schedule: args.backups.schedule,
          concurrencyPolicy: 'Forbid',
          extraArgs: backupArguments(args.backups.kept),
          resources: resources(toolboxSize),
          persistence: { enabled: true, useGenericEphemeralVolume: true, ...claim },
        },
      },
    },
    migrations: {
      init: { resources: resources(initSize) },
      annotations: patience,
      resources: resources(toolboxSize),
      ...setUp(args),
    },
    // Git is spoken over HTTPS: one way in, with one certificate.
    'gitlab-shell': off,
    'gitlab-exporter': off,
    kas: off,
  }
}

function backupArguments(kept: number): string {
  return [`--maximum-backups ${kept}`, ...skipped.map((name) => `--skip ${name}`)].join(' ')
}

/** The migration goes on with what GitLab is told by its own code. */
function setUp({ setup, secrets }: GitlabValuesArgs) {
  const volumes = [
    { name: 'setup', configMap: { name: setup.name } },
    { name: 'runner', secret: { secretName: secrets, items: [{ key: gitlabKeys.runner, path: 'token' }] } },
  ]
  const mounts = [
    { name: 'setup', mountPath: '/setup', readOnly: true },
    { name: 'runner', mountPath: '/setup-runner', readOnly: true },
  ]
  return {
    podAnnotations: { 'checksum/setup': createHash('sha256').update(setup.content).digest('hex') },
    extraVolumes: listed(volumes),
    extraVolumeMounts: listed(mounts),
    scriptTpl: 'set -e; /scripts/wait-for-deps; /scripts/db-migrate; gitlab-rails runner /setup/setup.rb;',
  }
}

/** A list in YAML, which the chart takes up as text. */
function listed(items: readonly object[]): string {
  return items.map((item) => `- ${JSON.stringify(item)}`).join('\n')
}
