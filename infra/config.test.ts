import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleWorkload } from '../components/testing/exampleWorkload.ts'
import { environments, plainValues, readConfig, type StackFile } from './config.ts'
import { presets, sizeNames } from './presets.ts'
import { ConfigError, type Problem } from './problems.ts'
import { type SystemName, systemNames } from './systems.ts'
import { fieldsOfStack } from './testing/fields.ts'

const known = [exampleWorkload('bikes'), exampleWorkload('cars')]

const sound: StackFile = {
  domain: 'dev.example.org',
  owner: 'platform',
  size: 'small',
  nodes: { controlPlane: 1, workers: 0, cores: 4, memory: '16Gi' },
  storageClass: 'local',
  images: { lock: 'stacks/images.dev.json' },
  systems: ['prometheus', 'minio', 'mlflow'],
  workloads: ['bikes'],
  nodePorts: { bikes: 30080 },
}

/** What a stack with charts has besides. */
const charted: Pick<StackFile, 'charts' | 'images'> = {
  charts: { directory: 'charts' },
  images: { lock: 'stacks/images.dev.json', mirror: 'harbor.example.org/mirror' },
}

/** What a stack with Ceph has besides. */
const cephed: Partial<StackFile> = {
  ...charted,
  nodes: { controlPlane: 3, workers: 3, cores: 16, memory: '64Gi' },
  devices: { filter: '^sdb$', perNode: 1, size: '1Ti' },
  storageClass: 'ceph-block',
}

/** A stack with notebooks for these users. */
function withUsers(...users: NonNullable<StackFile['users']>): StackFile {
  return { ...sound, images: charted.images, systems: [...sound.systems, 'kubeflow-notebooks'], users }
}

function problemsOf(raw: unknown, stack = 'dev'): readonly Problem[] {
  try {
    readConfig(stack, raw, known)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).problems
  }
}

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/)
const volume = fc.integer({ min: 1, max: 4096 }).map((size) => `${size}Gi`)

/** Any file of `dev` that is right: nodes large enough for whatever it asks for. */
const validFile: fc.Arbitrary<StackFile> = fc
  .record(
    {
      domain: fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.')),
      owner: label,
      size: fc.constantFrom(...sizeNames),
      sizes: fc.record({ minio: fc.record({ volume, replicas: fc.constantFrom(1, 4, 8) }) }),
      nodes: fc.record({
        controlPlane: fc.integer({ min: 1, max: 5 }),
        workers: fc.integer({ min: 3, max: 40 }),
        cores: fc.integer({ min: 16, max: 128 }),
        memory: fc.constantFrom('64Gi', '128000000k', '1Ti'),
      }),
      storageClass: fc.oneof(label, fc.constantFrom('ceph.block', '2fast', `a${'b'.repeat(80)}`)),
      images: fc.record({ lock: label.map((name) => `stacks/${name}.json`) }),
      systems: fc.subarray(['prometheus']).map((names) => [...names, 'minio', 'mlflow']),
      workloads: fc.subarray(['bikes', 'cars']),
      nodePorts: fc.constantFrom({}, { minio: 30900 }, { minio: 30000, mlflow: 32767 }),
    },
    {
      requiredKeys: [
        'domain',
        'owner',
        'size',
        'nodes',
        'storageClass',
        'images',
        'systems',
        'workloads',
        'nodePorts',
      ],
    },
  )
  .map((file) => file as StackFile)

/** A path into the file, and values that are wrong there whatever else the file says. */
const breakages: readonly (readonly [string, readonly unknown[]])[] = [
  ['domain', ['nodots', 'Upper.case.org', 'a..b', '10.0.0.1', 'a.-b', 'a-.b', 'a.b.', undefined]],
  ['domain', [`${'a'.repeat(64)}.org`, `a.${'b'.repeat(64)}`, `${'a.'.repeat(120)}org`]],
  ['owner', ['Platform Team', '-x', 7, undefined]],
  ['size', ['tiny', undefined]],
  ['sizes.minio.replicas', [0, 2, 3, 17, '4']],
  ['sizes.minio.volume', ['50 Gi', '50GB', '0', '0Gi', '0.0', '1', '100m', '1Ki', '1025Ti', '1e3']],
  ['sizes.minio.memory', ['1', '512', '512m', '1Mi', '17Ti', '-1Gi', '1Pi']],
  ['sizes.mlflow.cpu', ['1Gi', '1k', '0', '0m', '0.0001', '100.5m', '1001', 'm']],
  ['sizes.serving.minimumReplicas', [1, 0, '2']],
  ['sizes.serving.modelCache', ['1', '250m', '2Ti']],
  ['sizes.prometheus.retention', ['2 days', '2', '0d', '1h', '11y', '99999999999y', '1m']],
  ['nodes.controlPlane', [0, -1, 1.5, 'one', Number.NaN, undefined]],
  ['nodes.workers', [-1, '2', undefined]],
  ['nodes.cores', [0, 0.5, '2', undefined]],
  ['nodes.memory', ['16GB', '16', '16000m', '-1Gi', '65Ti', undefined]],
  ['apiServers.networks', ['10.0.0.0/8']],
  ['apiServers.networks.0', ['10.0.0.1', '10.0.0.0/33', '10.0.0/24', 'fd00::/129', 'api.example.org']],
  ['apiServers.port', [0, 65536, '443', 6443.5]],
  ['devices.filter', ['sd[b-z]', '^sd[b-z$', '^sd b$', '^sdb$ ', '', 5]],
  ['devices.perNode', [0, 1.5, '2']],
  ['devices.size', ['2TB', '1Gi', '2Pi', '2000000']],
  ['alerts.runbooks', ['docs', 'https://docs.example.org/', 'https://a b', 7]],
  ['alerts.chat.port', [0, 65536, '443']],
  ['singleSignOn.networks', ['10.0.0.0/8', []]],
  ['storageClass', ['a b', 'A', '-a', 'a.', 'a..b', 'a.-b', undefined]],
  ['images.lock', ['/etc/passwd.json', '../a.json', 'a/../../b.json', 'images.yaml', 'a//b.json', undefined]],
  ['images.lock', ['./a.json', 'a/./b.json', 'a b.json', '.json', 'a\0.json', undefined]],
  ['images.mirror', ['https://harbor.example.org', 'Harbor', 'a b', '', 5]],
  ['charts', ['upstream', {}, { from: 'somewhere' }, [], 5]],
  ['systems', ['minio', undefined, {}]],
  ['systems.0', [5, 'mysql', '']],
  ['workloads', ['bikes', undefined, {}]],
  ['workloads.0', [5, 'trams', '']],
  ['users', ['ana', { ana: {} }]],
  ['users.0.name', [5, '', 'Ana', 'ana@example.org', '-ana', 'a'.repeat(31), undefined]],
  ['users.0.reads', ['bikes', undefined]],
  ['users.0.image', ['jupyter', 5]],
  ['users.0.memory', ['1', '1Mi', 5]],
  ['nodePorts', [[], 30080, undefined]],
  ['nodePorts.minio', [80, 29999, 32768, '30900', 30900.5]],
]

const breakage = fc
  .constantFrom(...breakages)
  .chain(([path, values]) => fc.constantFrom(...values).map((value) => ({ path, value })))

function withValue(file: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path
  const into = (Array.isArray(file) ? [...file] : { ...(file as object) }) as Record<string, unknown>
  into[key] = rest.length === 0 ? value : withValue(into[key] ?? (/^\d/.test(rest[0]) ? [] : {}), rest, value)
  if (into[key] === undefined) delete into[key]
  return into
}

function textsOf(
  value: unknown,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly value: string }[] {
  if (typeof value === 'string') return [{ path, value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, [...path, key]))
}

describe('a configuration', () => {
  test('is accepted whenever it is right, and cannot be changed afterwards', () => {
    fc.assert(
      fc.property(validFile, (file) => {
        const config = readConfig('dev', file, known)
        expect(config).toMatchObject({ environment: 'dev', domain: file.domain, nodes: file.nodes })
        expect(() => Object.assign(config.sizes.minio, { replicas: 9 })).toThrow(TypeError)
        expect(() => (config.workloads as string[]).push('x')).toThrow(TypeError)
      }),
    )
  })

  test('with one broken field is refused, and the field named', () => {
    fc.assert(
      fc.property(validFile, breakage, (file, { path, value }) => {
        const problems = problemsOf(withValue(file, path.split('.'), value))
        expect(problems.map((problem) => problem.path)).toContain(path)
      }),
      { numRuns: 500 },
    )
  })

  test('with a value of another kind in any one field is refused, and the field named', () => {
    const right: Readonly<Record<string, unknown>> = { workloads: [], systems: [], users: [], nodePorts: {} }
    const strange = [null, true, {}, [], -1, 0.5, 1e9, '', ' ', 'ä', 'a b', 'x'.repeat(300), '__proto__']
    const strangeIn = fc
      .constantFrom(...fieldsOfStack())
      .chain((path) => fc.constantFrom(...strange).map((value) => ({ path, value })))
      .filter(({ path, value }) => JSON.stringify(value) !== JSON.stringify(right[path]))
    fc.assert(
      fc.property(validFile, strangeIn, (file, { path, value }) => {
        const problems = problemsOf(withValue(file, path.split('.'), value))
        expect(problems.map((problem) => problem.path)).toContain(path)
      }),
      { numRuns: 1000 },
    )
  })

  test('with a blank or a line end around any one text is refused, and the field named', () => {
    const texts = textsOf({
      ...sound,
      sizes: presets.small,
      apiServers: { networks: ['10.20.0.0/28', 'fd00::/64'], port: 6443 },
      devices: { filter: '^sd[b-z]$', perNode: 2, size: '2Ti' },
    })
    expect(texts.length).toBeGreaterThanOrEqual(32)
    for (const { path, value } of texts)
      for (const around of [` ${value}`, `${value} `, `${value}\n`, `\t${value}`])
        expect(problemsOf(withValue(sound, path, around)).map((problem) => problem.path)).toContain(
          path.join('.'),
        )
  })

  test('takes any users whose names are labels of their own, each with a notebook of the size that it names', () => {
    const users = fc.uniqueArray(
      fc.record(
        {
          name: label.filter((name) => !known.some((workload) => workload.name === name)),
          reads: fc.subarray(['bikes']),
          memory: fc.constantFrom('256Mi', '1Gi'),
          image: fc.constantFrom('scipy', 'pytorch', 'tensorflow'),
        },
        { requiredKeys: ['name', 'reads'] },
      ),
      { selector: ({ name }) => name, maxLength: 8 },
    )
    fc.assert(
      fc.property(users, (listed) => {
        fc.pre(listed.every(({ name }) => !systemNames.includes(name as SystemName)))
        const nodes = { ...sound.nodes, memory: '64Gi' }
        const { users: spelledOut } = readConfig('dev', { ...withUsers(...listed), nodes }, known)
        expect(spelledOut).toEqual(
          listed.map((user) => ({ ...presets.small.notebook, image: 'scipy', ...user })),
        )
      }),
    )
  })

  test('with two broken fields is refused once, with both', () => {
    fc.assert(
      fc.property(validFile, fc.tuple(breakage, breakage), (file, [one, two]) => {
        fc.pre(one.path.split('.')[0] !== two.path.split('.')[0])
        const broken = withValue(
          withValue(file, one.path.split('.'), one.value),
          two.path.split('.'),
          two.value,
        )
        expect(problemsOf(broken).map(({ path }) => path)).toEqual(
          expect.arrayContaining([one.path, two.path]),
        )
      }),
    )
  })

  test('reports a field and what is wrong between others at once', () => {
    const broken = { ...sound, owner: 7, workloads: ['trams'], nodePorts: { kafka: 30001 } }
    expect(problemsOf(broken).map(({ path }) => path)).toEqual(['owner', 'workloads.0', 'nodePorts.kafka'])
  })

  test('spells out every size of its preset, and of what replaces it', () => {
    for (const size of ['small', 'standard'] as const) {
      const nodes = { ...sound.nodes, workers: 3, cores: 16 }
      expect(readConfig('dev', { ...sound, size, nodes }, known).sizes).toEqual(presets[size])
    }
    const { sizes } = readConfig('dev', { ...sound, sizes: { minio: { volume: '7Gi' } } }, known)
    expect(sizes).toEqual({ ...presets.small, minio: { ...presets.small.minio, volume: '7Gi' } })
  })
})

describe('an error says what is wrong and what would be right', () => {
  const cases: readonly (readonly [string, unknown, Problem])[] = [
    [
      'an unknown key',
      { ...sound, nodeport: {} },
      { path: 'nodeport', message: 'unknown key; did you mean nodePorts?' },
    ],
    [
      'an unknown key inside',
      { ...sound, nodes: { ...sound.nodes, cpus: 2 } },
      { path: 'nodes.cpus', message: 'unknown key; known are controlPlane, workers, cores, memory' },
    ],
    [
      'a wrong type',
      { ...sound, nodes: { ...sound.nodes, cores: 'two' } },
      { path: 'nodes.cores', message: '"two" is not right; expected a whole number from 1 to 1000' },
    ],
    [
      'something else than a map',
      { ...sound, nodes: 5 },
      { path: 'nodes', message: '5 is not right; expected a map with controlPlane, workers, cores, memory' },
    ],
    [
      'a wrong type in exact sizes',
      { ...sound, sizes: { minio: { volume: 5 } } },
      {
        path: 'sizes.minio.volume',
        message: '5 is not right; expected bytes from 16Mi to 1024Ti, as 50Gi',
      },
    ],
    [
      'a missing key',
      withValue(sound, ['owner'], undefined),
      { path: 'owner', message: 'is missing; expected a DNS label naming a team, as platform' },
    ],
    [
      'a workload there is not',
      { ...sound, workloads: ['bike'] },
      { path: 'workloads.0', message: '"bike" is no workload; did you mean bikes?' },
    ],
    [
      'a workload listed twice',
      { ...sound, workloads: ['bikes', 'bikes'] },
      { path: 'workloads.1', message: '"bikes" is listed twice; list it once' },
    ],
    [
      'a system there is not',
      { ...sound, systems: ['prometheus', 'minoi', 'mlflow'] },
      { path: 'systems.1', message: '"minoi" is no system; did you mean minio?' },
    ],
    [
      'a consumer without its provider',
      { ...sound, systems: ['minio'] },
      { path: 'systems', message: 'workload bikes needs model registry; expected mlflow in the list' },
    ],
    [
      'a system without what it needs',
      { ...sound, systems: ['mlflow'], workloads: [], nodePorts: {} },
      {
        path: 'systems',
        message: 'mlflow needs object stores; expected minio or ceph-object-store in the list',
      },
    ],
    [
      'two systems that give the same',
      { ...sound, ...charted, systems: [...sound.systems, 'cert-manager', 'kube-prometheus-stack'] },
      { path: 'systems', message: 'prometheus and kube-prometheus-stack both give metrics; expected one' },
    ],
    [
      'two systems that give the same',
      { ...sound, systems: ['prometheus', 'minio', 'ceph-object-store', 'rook-ceph', 'mlflow'], ...cephed },
      { path: 'systems', message: 'minio and ceph-object-store both give object stores; expected one' },
    ],
    [
      'charts from nowhere',
      { ...sound, systems: [...sound.systems, 'cert-manager'], images: charted.images },
      { path: 'charts', message: 'is missing, but cert-manager is a chart; expected where charts come from' },
    ],
    [
      'images of others without a mirror',
      { ...sound, systems: [...sound.systems, 'cert-manager'], charts: charted.charts },
      {
        path: 'images.mirror',
        message:
          'is missing, but the images of cert-manager are not ours; expected the registry that mirrors them',
      },
    ],
    [
      'users whom nothing serves',
      { ...sound, users: [{ name: 'ana', reads: [] }] },
      {
        path: 'users',
        message: 'nothing serves them; expected kubeflow-notebooks in the list of systems',
      },
    ],
    [
      'a user listed twice',
      withUsers({ name: 'ana', reads: [] }, { name: 'ana', reads: ['bikes'] }),
      { path: 'users.1.name', message: '"ana" is listed twice; list it once' },
    ],
    [
      'a user by the name of a system or workload',
      withUsers({ name: 'bikes', reads: [] }),
      { path: 'users.0.name', message: '"bikes" is the name of a system or workload; expected another' },
    ],
    [
      'a user who reads what the stack has not',
      withUsers({ name: 'ana', reads: ['bike'] }),
      {
        path: 'users.0.reads.0',
        message: '"bike" is no workload of this stack; did you mean bikes?',
      },
    ],
    [
      'notebooks of others without a mirror',
      { ...withUsers(), images: sound.images },
      {
        path: 'images.mirror',
        message:
          'is missing, but the images of kubeflow-notebooks are not ours; expected the registry that mirrors them',
      },
    ],
    [
      'a notebook for which the nodes have no room',
      withUsers({ name: 'ana', reads: [], memory: '14Gi' }),
      {
        path: 'nodes.memory',
        message:
          'pods ask for 17.0 GiB, but the nodes give them 12.8 GiB; expected larger nodes, more workers or a smaller size',
      },
    ],
    [
      'a port taken twice',
      { ...sound, nodePorts: { bikes: 30080, minio: 30080 } },
      { path: 'nodePorts.minio', message: '30080 is the port of bikes too; expected another' },
    ],
    [
      'more asked for than the nodes have',
      { ...sound, nodes: { ...sound.nodes, memory: '1Gi' } },
      {
        path: 'nodes.memory',
        message:
          'pods ask for 2.8 GiB, but the nodes give them 0.8 GiB; expected larger nodes, more workers or a smaller size',
      },
    ],
    [
      'a pod larger than any node',
      { ...sound, nodes: { controlPlane: 1, workers: 40, cores: 4, memory: '1Gi' } },
      {
        path: 'nodes.memory',
        message:
          'a pod of mlflow asks for 1.0 GiB, but no node gives more than 0.8 GiB; expected larger nodes or a smaller size',
      },
    ],
  ]
  test.each(cases)('%s', (_name, file, problem) => {
    expect(problemsOf(file)).toEqual([problem])
  })

  test('a prod that cannot lose a node, and has no backup', () => {
    expect(problemsOf({ ...sound, nodes: { ...sound.nodes, cores: 64, memory: '256Gi' } }, 'prod')).toEqual([
      { path: 'systems', message: 'prod needs backup; expected velero in the list' },
      { path: 'nodes.controlPlane', message: '1 cannot lose a node; expected 3 or more for prod' },
      { path: 'nodes.workers', message: '0; expected 2 or more for prod' },
      { path: 'size', message: '"small" does not survive the loss of a node; expected ha for prod' },
    ])
  })

  test('a stack there is not', () => {
    expect(() => readConfig('lco', sound, known)).toThrow(
      'stack "lco": 1 error\n  stack: unknown; did you mean loc?',
    )
    expect(() => readConfig('production-eu', sound, known)).toThrow(`known are ${environments.join(', ')}`)
  })

  test('a file with nothing in it, of every field at once', () => {
    expect(problemsOf({}).map(({ path }) => path)).toEqual(
      Object.keys(sound).toSorted((a, b) => (a < b ? -1 : 1)),
    )
  })
})

describe("Pulumi's flat values", () => {
  test('become plain ones by what each field wants', () => {
    const flat = {
      'atoll:owner': '2024',
      'atoll:nodes': '{"cores":2}',
      'atoll:workloads': '["bikes"]',
      'atoll:nonsense': 'x y',
      'kubernetes:context': 'lab',
    }
    expect(plainValues(flat)).toEqual({
      owner: '2024',
      nodes: { cores: 2 },
      workloads: ['bikes'],
      nonsense: 'x y',
    })
  })
})
