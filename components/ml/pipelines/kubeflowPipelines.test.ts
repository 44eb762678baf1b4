import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ObjectStore } from '../../contracts/objectStores.ts'
import { imagesIn, mirrored } from '../../mirror.ts'
import { environmentOf, only } from '../../testing/objects.ts'
import { examplePlace } from '../../testing/place.ts'
import { podTemplates, violations } from '../../testing/podSecurity.ts'
import { type Rendered, rendered } from '../../testing/rendered.ts'
import { exampleStore } from '../../testing/store.ts'
import { KubeflowPipelines } from './kubeflowPipelines.ts'

function render(replicas = 1, store: Partial<ObjectStore> = {}, rotated?: string): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('dev-pipelines')
    new KubeflowPipelines({
      place,
      apiServers: { networks: ['10.0.0.0/28'], port: 6443 },
      objects: { ...exampleStore(place), ...store },
      metrics: { scrape: (server, path) => ({ collect: `${server.port}${path}` }) },
      replicas,
      cpu: '100m',
      memory: '1Gi',
      volume: '5Gi',
      storageClass: 'standard',
    })
  }, rotated)
}

const objects = await render()
const template = (name: string, from = objects) => only(from, 'Deployment', name).spec.template
const settings = (name: string, file: string, from = objects) => only(from, 'ConfigMap', name).data[file]
const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name)

test('every pod is admitted by the restricted standard, those of runs as well', () => {
  expect(podTemplates(objects).flatMap(violations)).toEqual([])
  const executor = parse(settings('workflow-controller', 'executor'))
  expect(executor.securityContext).toMatchObject({
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  })
  expect(JSON.parse(settings('ml-pipeline', 'config.json'))).toMatchObject({
    DEFAULT_SECURITY_CONTEXT_RUN_AS_NON_ROOT: 'true',
    BLOCK_V1_PIPELINES: 'true',
  })
})

test('images that the pods of runs get are taken from the mirror as all others', () => {
  const images = imagesIn(mirrored(objects, { registry: 'registry.internal/mirror', digests: {} }))
  for (const image of ['kfp-driver', 'kfp-launcher', 'argoexec'])
    expect(images.filter((name) => name.includes(`/${image}:`))).toHaveLength(1)
  expect(images.filter((image) => !image.startsWith('registry.internal/mirror/'))).toEqual([])
})

test('the API server finds the database and the bucket, and reads passwords and keys by reference', () => {
  expect(JSON.parse(settings('ml-pipeline', 'config.json'))).toMatchObject({
    DBDriverName: 'mysql',
    DBConfig: { MySQLConfig: { Host: 'mysql', Port: '3306', DBName: 'pipelines' } },
    ObjectStoreConfig: { Host: 'store.elsewhere', Port: '9000', Secure: 'false', BucketName: 'numbers' },
  })
  expect(environmentOf(template('ml-pipeline').spec.containers[0])).toMatchObject({
    DBCONFIG_MYSQLCONFIG_PASSWORD: 'mysql-login/password',
    OBJECTSTORECONFIG_SECRETACCESSKEY: 'object-store/secretAccessKey',
  })
})

test('no program has a password among its arguments', () => {
  const containers = objects.flatMap(({ spec }) => spec?.template?.spec.containers ?? [])
  for (const { name, command = [], args = [] } of containers)
    expect(
      [...command, ...args].filter((text: string) => text.includes('$(')),
      name,
    ).toEqual([])
  expect(environmentOf(template('metadata').spec.containers[0])).toMatchObject({
    FLAGS_mysql_config_password: 'mysql-login/password',
  })
})

test('runs keep their artifacts in the bucket, by the key of the Secret', async () => {
  const { defaultPipelineRoot, providers } = only(objects, 'ConfigMap', 'kfp-launcher').data
  expect(defaultPipelineRoot).toBe('minio://numbers/runs')
  expect(parse(providers).minio.default).toMatchObject({
    endpoint: 'store.elsewhere:9000',
    disableSSL: true,
    credentials: { secretRef: { secretName: 'object-store', secretKeyKey: 'secretAccessKey' } },
  })
  const secure = settings('kfp-launcher', 'providers', await render(1, { endpoint: 'https://store' }))
  expect(parse(secure).minio.default).toMatchObject({ endpoint: 'store:443', disableSSL: false })
})

test('a secret is read by those alone who need it, and by its name', () => {
  const rules = objects
    .filter(({ kind }) => kind === 'Role')
    .flatMap(({ metadata, rules: own }) => own.map((rule: object) => ({ of: metadata.name, ...rule })))
  const ofSecrets = rules.filter(({ resources }) => resources.includes('secrets'))
  expect(ofSecrets.map(({ of, resourceNames, verbs }) => [of, resourceNames, verbs])).toEqual([
    ['pipeline-runner', ['object-store'], ['get']],
    ['pipelines', ['object-store'], ['get']],
  ])
  expect(rules.filter(({ resources, verbs }) => [...resources, ...verbs].includes('*'))).toEqual([])
})

test('connections are open that are needed, and no others', () => {
  expect(policies.filter((name) => name.includes('-to-')).toSorted()).toEqual([
    'metadata-proxy-to-metadata',
    'metadata-to-mysql',
    'ml-pipeline-to-kubernetes',
    'ml-pipeline-to-mysql',
    'ml-pipeline-to-store',
    'persistence-agent-to-kubernetes',
    'persistence-agent-to-ml-pipeline',
    'persistence-agent-to-ml-pipeline-grpc',
    'pipelines-to-kubernetes',
    'pipelines-to-metadata-proxy',
    'pipelines-to-ml-pipeline',
    'pipelines-to-store',
    'run-to-kubernetes',
    'run-to-metadata',
    'run-to-ml-pipeline-grpc',
    'run-to-store',
    'scheduler-to-kubernetes',
    'scheduler-to-ml-pipeline-grpc',
    'workflow-controller-to-kubernetes',
  ])
  expect(policies.filter((name) => name.includes('anywhere'))).toEqual([])
})

test('one pod of each may go at a time, where there are several', async () => {
  const budgets = (from: readonly Rendered[]) => from.filter(({ kind }) => kind === 'PodDisruptionBudget')
  expect(budgets(objects)).toEqual([])
  const several = await render(3)
  expect(budgets(several).map(({ metadata }) => metadata.name)).toEqual([
    'metadata',
    'metadata-proxy',
    'ml-pipeline',
    'pipelines',
    'workflow-controller',
  ])
  const single = ['persistence-agent', 'scheduler'].map((name) => only(several, 'Deployment', name).spec)
  for (const { replicas, strategy } of single) expect([replicas, strategy.type]).toEqual([1, 'Recreate'])
})

test('another password of the database replaces the pods that read it, and no others', async () => {
  const before = new Set(objects.map((object) => JSON.stringify(object)))
  const after = await render(1, {}, 'pipelines-database')
  const changed = after.filter((object) => !before.has(JSON.stringify(object)))
  expect(changed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Deployment metadata',
    'Deployment ml-pipeline',
    'StatefulSet mysql',
  ])
})

test('the database takes the password of the moment at each start, and keeps what it has', () => {
  const { spec } = only(objects, 'StatefulSet', 'mysql').spec.template
  expect(spec.containers[0].command).toContain('--init-file=/etc/pipelines-database/start.sql')
  expect(spec.initContainers[0].command.at(-1)).toMatch(/^\[ -d \/data\/mysql \] && exit 0$/m)
})

test('a backup of its volume holds a dump of both of its databases', () => {
  const { annotations } = only(objects, 'StatefulSet', 'mysql').spec.template.metadata
  const [, , script] = JSON.parse(annotations['pre.hook.backup.velero.io/command'])
  expect(script).toContain('--databases pipelines metadata --result-file=/data/')
})

test('metrics are read of those that have some', () => {
  const read = objects.flatMap(({ kind, metadata, spec }) => {
    const collected = kind === 'Deployment' && spec.template.metadata.annotations.collect
    return collected ? [[metadata.name, collected]] : []
  })
  expect(read).toEqual([
    ['ml-pipeline', '8888/metrics'],
    ['scheduler', '9090/metrics'],
    ['workflow-controller', '9090/metrics'],
  ])
})

test('what a controller writes into an object of its kind is kept as it is', () => {
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition')
  expect(definitions).toHaveLength(7)
  for (const { spec } of definitions)
    expect(spec.versions[0].schema.openAPIV3Schema.x_kubernetes_preserve_unknown_fields).toBe(true)
})
