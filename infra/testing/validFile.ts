import fc from 'fast-check'
import { sizeNames } from '../presets.ts'
import type { StackFile } from '../stackSchema.ts'
import { type Contract, type System, type SystemName, systemNames, systems } from '../systems.ts'

/** Workloads that a valid file may list. */
export const validWorkloads = ['bikes', 'cars']

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/)
const volume = fc.integer({ min: 1, max: 40 }).map((size) => `${size}Gi`)
const podSize = { cpu: fc.constantFrom('100m', '1.5'), memory: fc.constantFrom('256Mi', '4G') }
const outside = fc.record({
  networks: fc.array(fc.constantFrom('10.20.0.0/28', 'fd00::/64'), { minLength: 1, maxLength: 2 }),
  port: fc.integer({ min: 1, max: 65535 }),
})

const sizes = fc.record(
  {
    minio: fc.record({ volume, replicas: fc.constantFrom(1, 4, 8) }, { requiredKeys: [] }),
    kubePrometheusStack: fc.record({
      replicas: fc.constantFrom(1, 2),
      retention: fc.constantFrom('36h', '1y'),
    }),
    lokiAlone: fc.record(
      { volume, retention: fc.constantFrom('1d', '2w'), ...podSize },
      { requiredKeys: [] },
    ),
    kafka: fc.record({ replicas: fc.constantFrom(1, 3), volume }),
    kafkaBroker: fc.record({ volume, ...podSize }, { requiredKeys: [] }),
    pypi: fc.record({ volume, ...podSize }, { requiredKeys: [] }),
    pipelines: fc.record({ replicas: fc.constantFrom(1, 2), volume }),
    gitlabRunner: fc.record(
      { jobs: fc.integer({ min: 1, max: 10 }), ...podSize },
      { requiredKeys: ['jobs'] },
    ),
    notebook: fc.record({ volume, ...podSize }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)

const users = fc.uniqueArray(
  fc.record(
    {
      name: label.filter((name) => ![...systemNames, ...validWorkloads].includes(name)),
      reads: fc.subarray(validWorkloads),
      image: fc.constantFrom('scipy', 'pytorch', 'tensorflow'),
      volume,
      ...podSize,
    },
    { requiredKeys: ['name', 'reads'] },
  ),
  { selector: ({ name }) => name, maxLength: 3 },
)

/** How every workload of the file is served. */
const served = fc.record(
  {
    traffic: fc.oneof(
      fc.record({
        mode: fc.constantFrom('canary' as const, 'shadow' as const),
        alias: label,
        percent: fc.integer({ min: 0, max: 100 }),
      }),
      fc.constant({ mode: 'abTest' as const, alias: 'next', percent: 50, header: 'x-user-id' }),
    ),
    batch: fc.record({ rows: fc.integer({ min: 2, max: 1000 }), waitMs: fc.integer({ min: 1, max: 100 }) }),
    audit: fc.record({ rows: fc.constantFrom(0, 10_000), days: fc.integer({ min: 1, max: 1000 }) }),
  },
  { requiredKeys: [] },
)

/** Any systems that go together: of those that give the same one, and all that is needed. */
const anySystems: fc.Arbitrary<SystemName[]> = fc
  .tuple(fc.subarray(systemNames), fc.shuffledSubarray(systemNames, { minLength: systemNames.length }))
  .map(([wanted, preferred]) => closed([...wanted, 'mlflow'], preferred))

/** Any file of `dev` that is right: nodes and disks large enough for whatever it asks for. */
export const validFile: fc.Arbitrary<StackFile> = fc
  .record(
    {
      domain: fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.')),
      owner: label,
      size: fc.constantFrom(...sizeNames),
      sizes,
      nodes: fc.record({
        controlPlane: fc.integer({ min: 1, max: 5 }),
        workers: fc.integer({ min: 4, max: 40 }),
        cores: fc.integer({ min: 64, max: 128 }),
        memory: fc.constantFrom('384Gi', '512000000k', '1Ti'),
      }),
      apiServers: outside,
      alerts: fc.record(
        { runbooks: fc.constantFrom('https://docs.example.org', 'http://a/b/c'), chat: outside },
        { requiredKeys: ['runbooks'] },
      ),
      singleSignOn: outside,
      images: fc.record({
        lock: label.map((name) => `stacks/${name}.json`),
        mirror: fc.constantFrom('harbor.example.org/mirror', 'registry:5000'),
      }),
      charts: fc.constantFrom(
        { from: 'upstream' },
        { directory: 'charts' },
        { registry: 'harbor.example.org/charts' },
      ),
      systems: anySystems,
      workloads: fc.subarray(validWorkloads),
      served,
      users,
      nodePorts: fc.subarray<SystemName>(['minio', 'kafka', 'istio', 'mlflow']),
    },
    {
      requiredKeys: [
        'domain',
        'owner',
        'size',
        'nodes',
        'apiServers',
        'images',
        'charts',
        'systems',
        'workloads',
        'nodePorts',
      ],
    },
  )
  .map(fitting)

type Drawn = Omit<StackFile, 'nodePorts' | 'storageClass' | 'serving'> & {
  readonly nodePorts: readonly SystemName[]
  readonly served?: Omit<NonNullable<StackFile['serving']>[number], 'workload'>
}

/** Without what goes with systems only that are not there. */
function fitting({ nodePorts, served, users, alerts, singleSignOn, ...file }: Drawn): StackFile {
  const has = (...names: SystemName[]) => names.some((name) => file.systems.includes(name))
  const ports = nodePorts.filter((name) => has(name)).map((name, index) => [name, 30000 + index])
  return {
    ...file,
    ...(has('rook-ceph')
      ? { devices: { filter: '^nvme[1-4]n1$', perNode: 4, size: '20Ti' }, storageClass: 'ceph-block' }
      : { storageClass: 'fast.local' }),
    ...(alerts && {
      alerts: has('alertmanager', 'kube-prometheus-stack') ? alerts : { runbooks: alerts.runbooks },
    }),
    ...(singleSignOn && has('kube-prometheus-stack') && { singleSignOn }),
    ...(users &&
      has('kubeflow-notebooks') && { users: users.map((user) => readingOnly(user, file.workloads)) }),
    ...(served && { serving: file.workloads.map((workload) => ({ workload, ...served })) }),
    nodePorts: Object.fromEntries(ports),
  }
}

function readingOnly<User extends { readonly reads: string[] }>(
  user: User,
  workloads: readonly string[],
): User {
  return { ...user, reads: user.reads.filter((name) => workloads.includes(name)) }
}

/** Those of the wanted that do not give the same, with all that they need. */
function closed(wanted: readonly SystemName[], preferred: readonly SystemName[]): SystemName[] {
  const chosen = new Set<SystemName>()
  const given = (contract: Contract) => [...chosen].some((name) => gives(name).includes(contract))
  const fits = (name: SystemName) => !chosen.has(name) && !gives(name).some(given)
  const add = (name: SystemName) => {
    chosen.add(name)
    for (const contract of (systems[name] as System).needs)
      if (!given(contract)) add(preferred.find((other) => gives(other).includes(contract) && fits(other))!)
  }
  for (const name of wanted) if (fits(name)) add(name)
  return systemNames.filter((name) => chosen.has(name))
}

function gives(name: SystemName): readonly Contract[] {
  return systems[name].gives
}
