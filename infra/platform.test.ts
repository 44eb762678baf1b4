import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mirrored } from '../components/mirror.ts'
import { cephClasses } from '../components/storage/cephClasses.ts'
import { golden } from '../components/testing/golden.ts'
import { outline } from '../components/testing/outline.ts'
import { podTemplates, violations } from '../components/testing/podSecurity.ts'
import { installations, type Rendered, rendered } from '../components/testing/rendered.ts'
import { workloads } from '../services/workloads.ts'
import { leaks } from './closure.ts'
import { type Config, environments } from './config.ts'
import { requested } from './coupledCapacity.ts'
import type { PlatformOutputs } from './outputs.ts'
import { platform } from './platform.ts'
import { type PodGroup, podOf, podsOfSystem, workersOf } from './podsOfSystem.ts'
import { isPrivileged } from './policy/isPrivileged.ts'
import { violations as broken } from './policy/rules.ts'
import type { PodSize } from './presets.ts'
import { quantity } from './quantity.ts'
import type { StackFile } from './stackSchema.ts'
import { type SystemName, systems } from './systems.ts'
import { exampleLocks, stackConfig } from './testing/stack.ts'
import { notebookOf } from './users.ts'

/** Kinds that live in no namespace. */
const clusterWide: readonly string[] = [
  'Namespace',
  'ClusterIssuer',
  'StorageClass',
  'ClusterRole',
  'ClusterRoleBinding',
]
/** Names that a stack's file says. */
const cephClassNames: readonly string[] = Object.values(cephClasses)

interface Built {
  readonly objects: readonly Rendered[]
  readonly outputs: PlatformOutputs
}

async function build(stack: string, replaced?: Partial<StackFile>, rotated?: string): Promise<Built> {
  const config = stackConfig(stack, workloads, replaced)
  let outputs: PlatformOutputs | undefined
  const objects = await rendered(() => {
    outputs = platform(config, exampleLocks, workloads)
  }, rotated)
  return { objects, outputs: outputs! }
}

const stacks = Object.fromEntries(
  await Array.fromAsync(environments, async (stack) => [stack, await build(stack)] as const),
) as Record<(typeof environments)[number], Built>

test('stack loc is what was reviewed, one workload in full (npx vitest run --project unit -u writes it anew)', async () => {
  const { objects, outputs } = stacks.loc
  const others = new Set(workloads.slice(1).map(({ name }) => `loc-${name}`))
  const { full = [], inOutline = [] } = Object.groupBy(objects, ({ kind, metadata }) =>
    others.has(kind === 'Namespace' ? metadata.name : (metadata.namespace ?? '')) ? 'inOutline' : 'full',
  )
  const text = `${golden(full)}---\n${outline(inOutline)}`
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, 'loc.golden.yaml'))
  expect(outputs).toMatchSnapshot()
})

test.each(['dev', 'stage', 'prod'] as const)('stack %s is what was reviewed, in outline', async (stack) => {
  const file = join(import.meta.dirname, `${stack}.golden.yaml`)
  await expect(outline(stacks[stack].objects)).toMatchFileSnapshot(file)
})

test('stack loc leaves half a core to the cluster itself', () => {
  expect(requested(stackConfig('loc', workloads), workloads).cpu).toBeLessThanOrEqual(1.5)
})

test('only what runs on this machine has addresses on it', async () => {
  const elsewhere = await build('dev', { nodePorts: { minio: 30900 } })
  expect(elsewhere.outputs.endpoints.minio).not.toHaveProperty('url')
  expect(stacks.loc.outputs.endpoints.minio?.url).toBe('http://127.0.0.1:30900')
})

describe.each(environments)('stack %s', (stack) => {
  const { objects, outputs } = stacks[stack]
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace')

  test('runs only pods that the restricted standard admits', () => {
    const templates = podTemplates(objects)
    expect(templates.length).toBeGreaterThanOrEqual(6)
    const agents = templates.filter(({ name }) => name.startsWith('DaemonSet '))
    expect(agents.map(({ name }) => name)).toEqual(
      stack === 'loc' ? ['DaemonSet loc-loki-alone/collector'] : [],
    )
    expect(templates.filter((one) => !agents.includes(one)).flatMap(violations)).toEqual([])
  })

  test('has counted every pod that is no chart for the capacity of its nodes, as it is made', () => {
    const config = stackConfig(stack, workloads)
    // Stores of Valkey are counted with who uses them.
    const without = config.systems.filter((name) => systems[name].charts.length === 0 && name !== 'valkey')
    for (const system of without) {
      const made = objects
        .filter(({ kind, metadata }) => isServer(kind) && metadata.namespace === `${stack}-${system}`)
        .map((object) => podsIn(object, config))
      const counted = podsOfSystem(system, config).filter(({ name }) => !ofOperators.test(name))
      expect(totalOf(counted), system).toEqual(totalOf(made))
    }
  })

  test('makes every object once', () => {
    const names = objects.map(
      ({ kind, metadata: { namespace = '', name } }) => `${kind} ${namespace}/${name}`,
    )
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([])
  })

  test('keeps to every rule of the policy pack', () => {
    const ours = objects.filter(({ kind }) => !installations.includes(kind))
    expect(ours.flatMap((object) => broken(object, isPrivileged(object)))).toEqual([])
  })

  test('has namespaces of its own, which admit what their system needs, of workloads restricted pods only, and start with a closed network', () => {
    expect(namespaces.map(({ metadata }) => metadata.name)).toEqual(outputs.namespaces.toSorted())
    for (const { metadata } of namespaces) {
      expect(metadata.name).toMatch(new RegExp(`^${stack}-`))
      const system = systems[metadata.name.slice(stack.length + 1) as SystemName]
      const level = system?.podSecurity ?? 'restricted'
      for (const mode of ['enforce', 'audit', 'warn'])
        expect(metadata.labels?.[`pod-security.kubernetes.io/${mode}`]).toBe(level)
      const deny = find(objects, 'NetworkPolicy', metadata.name, 'default-deny')
      expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
    }
  })

  test('puts every object into one of them, under its labels and owner', () => {
    const names = namespaces.map(({ metadata }) => metadata.name)
    for (const { kind, metadata } of objects.filter(({ kind }) => !installations.includes(kind))) {
      if (kind === 'CustomResourceDefinition') expect(metadata.namespace).toBeUndefined()
      else if (kind === 'StorageClass') expect(cephClassNames).toContain(metadata.name)
      else if (clusterWide.includes(kind)) expect(metadata.name).toMatch(new RegExp(`^${stack}-`))
      else expect(names, `${kind} ${metadata.name}`).toContain(metadata.namespace)
      expect(metadata.labels, `${kind} ${metadata.name}`).toMatchObject({
        'app.kubernetes.io/name': expect.any(String),
        'app.kubernetes.io/part-of': 'atoll',
        'app.kubernetes.io/instance': stack,
        owner: expect.any(String),
      })
    }
  })

  test('refers only to secrets, settings and accounts that it makes', () => {
    for (const { name, spec } of podTemplates(objects)) {
      const namespace = name.split(' ')[1].split('/')[0]
      for (const [kind, wanted] of referredTo(spec))
        expect(find(objects, kind, namespace, wanted), `${name} wants ${kind} ${wanted}`).toBeDefined()
    }
  })

  test('opens every connection on both sides', () => {
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
    const egress = policies.filter(({ metadata }) => /-to-(?!kubernetes$)/.test(metadata.name))
    expect(egress.length).toBeGreaterThan(5)
    for (const { metadata, spec } of egress) {
      const [client, server] = metadata.name.split('-to-')
      const [{ to, ports }] = spec.egress
      const there = to[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name']
      const ingress = find(objects, 'NetworkPolicy', there, `${server}-from-${client}`)
      const here = { matchLabels: { 'kubernetes.io/metadata.name': metadata.namespace } }
      expect(spec.egress).toEqual([{ to: [to[0]], ports }])
      expect(ingress?.spec).toEqual({
        podSelector: to[0].podSelector,
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: here, podSelector: spec.podSelector }], ports }],
      })
    }
  })

  test('names no host outside the network, once its images are taken from the mirror', () => {
    const inside = ['atoll.internal', 'registry.internal']
    const ours = objects.filter(({ kind }) => !installations.includes(kind))
    const mirror = { registry: 'registry.internal/mirror', digests: {} }
    // As objectTransform does where there is a mirror.
    expect(leaks(stack === 'loc' ? ours : mirrored(ours, mirror), inside)).toEqual([])
  })

  test('shows no secret value in an object or an output', () => {
    expect(JSON.stringify([objects, outputs])).not.toContain('value of minio')
  })
})

test('a consumer does not know which object store it has', async () => {
  const { systems } = stackConfig('prod', workloads)
  const withCeph = systems.map((name) => (name === 'minio' ? 'ceph-object-store' : name))
  const { objects } = await build('prod', { systems: withCeph })
  const consumers = (all: readonly Rendered[]) =>
    ['Deployment bikes', 'CronJob bikes-train', 'Deployment mlflow'].map((one) => {
      const [kind, name] = one.split(' ')
      return JSON.stringify(all.find((object) => object.kind === kind && object.metadata.name === name))
    })
  const asMinio = (text: string) =>
    text
      .replaceAll('http://rook-ceph-rgw-objects.prod-rook-ceph:8080', 'http://minio.prod-minio:9000')
      .replaceAll('version of ceph-object-store-', 'version of minio-')
  expect(consumers(objects).map(asMinio)).toEqual(consumers(stacks.prod.objects))
})

describe('a system that is off', () => {
  const alerts = { runbooks: 'https://docs.atoll.internal' }

  test('is not built, and nothing of it is left in the others', async () => {
    const { objects, outputs } = await build('dev', { systems: ['minio', 'mlflow'], users: [], alerts })
    expect(outputs.namespaces).toEqual(
      ['minio', 'mlflow', ...workloads.map(({ name }) => name)].map((name) => `dev-${name}`),
    )
    expect(JSON.stringify(objects)).not.toContain('prometheus')
  })

  test('leaves nothing when all are', async () => {
    const { objects, outputs } = await build('dev', { systems: [], workloads: [], users: [], alerts })
    expect([objects, outputs.endpoints, outputs.workloads]).toEqual([[], {}, {}])
  })

  test('or no workload at all leaves MLflow a key that reads nothing', async () => {
    const { objects } = await build('dev', { workloads: [], users: [] })
    const setup = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && /mlflow/.test(metadata.name))
    expect(JSON.parse(setup?.data['policy.json']).Statement[0].Effect).toBe('Deny')
  })
})

test.each([
  [
    'minio-root',
    [
      'StatefulSet minio',
      ...['mlflow', 'school', ...stackConfig('loc', workloads).workloads].map(
        (name) => `Job minio-setup-${name}`,
      ),
    ],
  ],
  ['minio-mlflow', ['Job minio-setup-mlflow', 'StatefulSet mlflow']],
  ['minio-bikes', ['Job minio-setup-bikes', 'Deployment bikes']],
])('another password %s replaces the pods that read it, and no others', async (password, readers) => {
  const { objects } = await build('loc', {}, password)
  const before = new Set(stacks.loc.objects.map((object) => JSON.stringify(object)))
  const changed = objects.filter((object) => !before.has(JSON.stringify(object)))
  const names = changed.map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-[0-9a-f]{8}$/, '')}`)
  expect(names.toSorted()).toEqual(readers.toSorted())
})

test.each(environments)(
  'workloads and notebooks of %s are in the mesh where there is one, and are served by their names',
  (stack) => {
    const { objects } = stacks[stack]
    const { domain, systems: on, workloads: served, users } = stackConfig(stack, workloads)
    const listed = [...served, ...users.map(notebookOf)]
    const inMesh = objects.filter(
      ({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.['istio-injection'] === 'enabled',
    )
    const hosts = objects.filter(({ kind }) => kind === 'VirtualService').flatMap(({ spec }) => spec.hosts)
    const expected = on.includes('istio') ? listed : []
    expect(inMesh.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      expected.map((name) => `${stack}-${name}`).toSorted(),
    )
    expect(hosts).toEqual(expect.arrayContaining(expected.map((name) => `${name}.${domain}`)))
  },
)

test('only loc opens ports on its nodes', () => {
  for (const stack of environments) {
    const opened = stacks[stack].objects.filter(
      ({ kind, spec }) => kind === 'Service' && spec.type === 'NodePort',
    )
    const ports = Object.keys(stackConfig(stack, workloads).nodePorts)
    expect(opened).toHaveLength(ports.length)
    expect(ports.length > 0).toBe(stack === 'loc')
  }
})

/** Pods that an operator makes of a custom resource. */
const ofOperators = /^MLflow's database$|^the notebook of|^the proxies of/

function isServer(kind: string): boolean {
  return ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)
}

/** Without containers that have ended when the others start. */
function podsIn(object: Rendered, { nodes }: Config): Omit<PodGroup, 'name'> {
  const [{ spec }] = podTemplates([object])
  const requests = spec.containers.map(
    ({ resources }: { readonly resources: { readonly requests: PodSize } }) => resources.requests,
  )
  return { count: object.spec.replicas ?? workersOf(nodes), ...podOf(...requests) }
}

function totalOf(groups: readonly Omit<PodGroup, 'name'>[]) {
  const sum = (value: (group: Omit<PodGroup, 'name'>) => number) =>
    groups.reduce((total, group) => total + group.count * value(group), 0)
  return {
    pods: sum(() => 1),
    millicores: Math.round(sum(({ cpu }) => 1000 * quantity(cpu))),
    memory: sum(({ memory }) => quantity(memory)),
  }
}

function find(
  objects: readonly Rendered[],
  kind: string,
  namespace: string,
  name: string,
): Rendered | undefined {
  return objects.find(
    ({ kind: k, metadata }) => k === kind && metadata.namespace === namespace && metadata.name === name,
  )
}

// biome-ignore lint/suspicious/noExplicitAny: a pod's specification as rendered
function referredTo(spec: any): [string, string][] {
  return [
    ...(spec.serviceAccountName === undefined ? [] : [['ServiceAccount', spec.serviceAccountName]]),
    // biome-ignore lint/suspicious/noExplicitAny: as above
    ...(spec.volumes ?? []).flatMap((volume: any) =>
      volume.configMap ? [['ConfigMap', volume.configMap.name]] : [],
    ),
    // biome-ignore lint/suspicious/noExplicitAny: as above
    ...spec.containers.flatMap((container: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: as above
      (container.env ?? []).flatMap(({ valueFrom }: any) =>
        valueFrom?.secretKeyRef === undefined ? [] : [['Secret', valueFrom.secretKeyRef.name]],
      ),
    ),
  ] as [string, string][]
}
