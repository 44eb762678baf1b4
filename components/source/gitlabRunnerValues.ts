import type { ObjectStoreWriter } from '../contracts/objectStores.ts'
import type { PackageIndex, Registry } from '../contracts/registries.ts'
import type { Annotations } from '../contracts/secrets.ts'
import { resources } from '../pods.ts'
import { pipVariables } from './pipVariables.ts'

export interface GitlabRunnerSize {
  /** At a time. */
  readonly jobs: number
  /** Of each, without the services beside it. */
  readonly cpu: string
  readonly memory: string
}

export interface GitlabRunnerValuesArgs extends GitlabRunnerSize {
  readonly namespace: string
  /** GitLab inside the cluster. */
  readonly url: string
  /** Name of the Secret with the runner's token. */
  readonly token: string
  /** Secret whose `ca.crt` is the authority of the stack. */
  readonly authority: string
  readonly cache: ObjectStoreWriter & { readonly bucket: string }
  readonly registry: Registry
  readonly packages: PackageIndex | undefined
  /** Secret by which jobs pull and push images, and their project. */
  readonly robot: string
  readonly project: string
  /** Registries and projects that jobs may take images from; any when empty. */
  readonly sources: readonly string[]
  /** Labels of the pods of jobs, by which policies choose them. */
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Annotations
}

export const metricsPort = 9252
export const managerSize = { cpu: '50m', memory: '256Mi' }
/** Of the container beside each job, which clones and moves caches and artifacts; and of each of its services. */
export const helperSize = { cpu: '100m', memory: '512Mi' }

/** Of the same version as the chart's runner. */
const helper = 'registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper:x86_64-v18.9.0'
const plain = 'docker.io/library/alpine:3.22.2'
const authorityFile = '/authority/ca.crt'
const none = { enabled: false }

/** What the runner's chart is told. */
export function gitlabRunnerValues(args: GitlabRunnerValuesArgs) {
  const { url, token, authority, cache, jobs, annotations } = args
  const volume = { name: 'authority', secret: { secretName: authority, items: authorityItems } }
  return {
    gitlabUrl: url,
    concurrent: jobs,
    // The token is the same as long as the Secret is.
    unregisterRunners: false,
    rbac: { create: true, rules },
    serviceAccount: { create: true, name: 'gitlab-runner' },
    metrics: { enabled: true, port: metricsPort },
    service: none,
    podAnnotations: annotations,
    podSecurityContext: { runAsUser: 100, fsGroup: 65533, seccompProfile: { type: 'RuntimeDefault' } },
    resources: resources(managerSize),
    extraEnv: { CI_SERVER_TLS_CA_FILE: authorityFile },
    volumes: [volume],
    volumeMounts: [{ name: 'authority', mountPath: '/authority', readOnly: true }],
    runners: {
      secret: token,
      cache: { secretName: cache.credentials.accessKeyId.name },
      config: runnerConfig(args),
    },
  }
}

const authorityItems = [{ key: 'ca.crt', path: 'ca.crt' }]

/** What the Kubernetes executor does, and nothing else; never the Secrets of others, which are in other namespaces. */
const rules = [
  { resources: ['pods'], verbs: ['create', 'delete', 'get', 'list', 'watch'] },
  { resources: ['pods/attach', 'pods/exec'], verbs: ['create', 'delete', 'get', 'patch'] },
  { resources: ['pods/log'], verbs: ['get', 'list'] },
  { resources: ['secrets'], verbs: ['create', 'delete', 'get', 'update'] },
  { resources: ['services'], verbs: ['create', 'get'] },
  { resources: ['serviceaccounts'], verbs: ['get'] },
  { resources: ['events'], verbs: ['list', 'watch'] },
].map((rule) => ({ apiGroups: [''], ...rule }))

/** The runner's own file, in TOML; texts and lists of texts are written as in JSON. */
function runnerConfig(args: GitlabRunnerValuesArgs): string {
  const { namespace, url, cache, authority, registry, packages, robot, project, sources, labels } = args
  const { host } = new URL(cache.endpoint)
  const environment = [
    'DOCKER_CONFIG=/registry',
    `REGISTRY=${registry.inside}/${project}`,
    `NODE_EXTRA_CA_CERTS=${authorityFile}`,
    ...Object.entries(packages ? pipVariables(packages) : {}).map((variable) => variable.join('=')),
  ]
  return `[[runners]]
  clone_url = ${text(url)}
  environment = ${text(environment)}
  [runners.cache]
    Type = "s3"
    Shared = true
    [runners.cache.s3]
      ServerAddress = ${text(host)}
      BucketName = ${text(cache.bucket)}
      BucketLocation = ${text(cache.region)}
      Insecure = ${cache.endpoint.startsWith('http:')}
      PathStyle = true
  [runners.kubernetes]
    namespace = ${text(namespace)}
    image = ${text(plain)}
    helper_image = ${text(helper)}
    image_pull_secrets = ${text([robot])}
    allowed_images = ${text(patterns(sources))}
    allowed_services = ${text(patterns(sources))}
    privileged = false
    allow_privilege_escalation = false
    automount_service_account_token = false
    poll_timeout = 600
${sizesOf(args)}
    [runners.kubernetes.pod_labels]
${Object.entries(labels)
  .map(([name, value]) => `      ${text(name)} = ${text(value)}`)
  .join('\n')}
    [[runners.kubernetes.volumes.secret]]
      name = ${text(robot)}
      mount_path = "/registry"
      read_only = true
      [runners.kubernetes.volumes.secret.items]
        ".dockerconfigjson" = "config.json"
    [[runners.kubernetes.volumes.secret]]
      name = ${text(authority)}
      mount_path = "/authority"
      read_only = true
      [runners.kubernetes.volumes.secret.items]
        "ca.crt" = "ca.crt"
`
}

/** Memory is asked for and limited alike; cores are asked for. */
function sizesOf({ cpu, memory }: GitlabRunnerSize): string {
  const sizes = { '': { cpu, memory }, helper_: helperSize, service_: helperSize }
  return Object.entries(sizes)
    .flatMap(([prefix, size]) => [
      `    ${prefix}cpu_request = ${text(size.cpu)}`,
      `    ${prefix}memory_request = ${text(size.memory)}`,
      `    ${prefix}memory_limit = ${text(size.memory)}`,
    ])
    .join('\n')
}

function patterns(sources: readonly string[]): readonly string[] {
  return sources.map((source) => `${source}/**`)
}

function text(value: string | readonly string[]): string {
  return JSON.stringify(value)
}
