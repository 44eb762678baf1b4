import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainValues, readConfig } from './config.ts'
import { presets } from './presets.ts'
import { fieldsOfStack } from './testing/fields.ts'
import { known, problemsOf, sound, withUsers } from './testing/soundFile.ts'
import { validFile } from './testing/validFile.ts'

/** A path into the file, and values that are wrong there whatever else the file says. */
const breakages: readonly (readonly [string, readonly unknown[]])[] = [
  ['domain', ['nodots', 'Upper.case.org', 'a..b', '10.0.0.1', 'a.-b', 'a-.b', 'a.b.', undefined]],
  [
    'domain',
    [
      `${'a'.repeat(64)}.org`,
      `a.${'b'.repeat(64)}`,
      `${'a.'.repeat(120)}org`,
      'cluster.local',
      'a.cluster.local',
    ],
  ],
  ['owner', ['Platform Team', '-x', 7, undefined]],
  ['size', ['tiny', undefined]],
  ['sizes.minio.replicas', [0, 2, 3, 17, '4']],
  ['sizes.minio.volume', ['50 Gi', '50GB', '0', '0Gi', '0.0', '1', '100m', '1Ki', '1025Ti', '1e3']],
  ['sizes.minio.memory', ['1', '512', '512m', '1Mi', '17Ti', '-1Gi', '1Pi']],
  ['sizes.kafka.replicas', [0, 2, 100, '3']],
  ['sizes.kubePrometheusStack.replicas', [0, 3]],
  ['sizes.lokiAlone.retention', ['36h', '0d', '11y']],
  ['sizes.gitlabRunner.jobs', [0, 1.5, '2']],
  ['sizes.notebook.volume', ['1Mi', 5]],
  ['sizes.pypi', ['5Gi', []]],
  ['sizes.mlflow.cpu', ['1Gi', '1k', '0', '0m', '0.0001', '100.5m', '1001', 'm']],
  ['sizes.serving.minimumReplicas', [1, 0, '2']],
  ['sizes.serving.modelCache', ['1', '250m', '2Ti']],
  ['sizes.prometheus.retention', ['2 days', '2', '0d', '1h', '11y', '99999999999y', '1m']],
  ['nodes.controlPlane', [0, -1, 1.5, 'one', Number.NaN, undefined]],
  ['nodes.workers', [-1, '2', undefined]],
  ['nodes.cores', [0, 0.5, '2', undefined]],
  ['nodes.memory', ['16GB', '16', '16000m', '-1Gi', '65Ti', undefined]],
  ['apiServers.networks', ['10.0.0.0/8']],
  [
    'apiServers.networks.0',
    ['10.0.0.1', '10.0.0.0/33', '10.0.0/24', '10.20.0.1/28', 'fd00::/129', 'api.example.org'],
  ],
  ['apiServers.port', [0, 65536, '443', 6443.5]],
  ['devices.filter', ['sd[b-z]', '^sd[b-z$', '^sd b$', '^sdb$ ', '', 5]],
  ['devices.filter', ['^sda|sdb$', '^(sda)|(sdb)$', '^(?!sda).*$', '^(s)d\\1$', '^(?i)sd$']],
  ['devices.perNode', [0, 1.5, '2']],
  ['devices.size', ['2TB', '1Gi', '2Pi', '2000000']],
  ['alerts.runbooks', ['docs', 'https://docs.example.org/', 'https://a b', 7]],
  ['alerts', ['https://docs.example.org', []]],
  ['alerts.chat.networks', ['10.0.0.0/8', []]],
  ['alerts.chat.port', [0, 65536, '443']],
  ['singleSignOn.networks', ['10.0.0.0/8', []]],
  ['storageClass', ['a b', 'A', '-a', 'a.', 'a..b', 'a.-b', undefined]],
  ['images.lock', ['/etc/passwd.json', '../a.json', 'a/../../b.json', 'images.yaml', 'a//b.json', undefined]],
  ['images.lock', ['./a.json', 'a/./b.json', 'a b.json', '.json', 'a\0.json', undefined]],
  ['images.mirror', ['https://harbor.example.org', 'Harbor', 'harbor', 'a.b/..', '-.b', 'a b', '', 5]],
  ['images.mirror', ['harbor.example.org:0', 'harbor.example.org:65536/mirror']],
  ['charts', ['upstream', {}, { from: 'somewhere' }, [], 5]],
  ['systems', ['minio', undefined, {}]],
  ['systems.0', [5, 'mysql', '', 'constructor', '__proto__']],
  ['workloads', ['bikes', undefined, {}]],
  ['workloads.0', [5, 'trams', '']],
  ['serving', ['bikes', { bikes: {} }]],
  ['serving.0.workload', [5, 'trams', undefined]],
  ['serving.0.traffic.mode', ['blueGreen', undefined]],
  ['serving.0.traffic.percent', [101, -1, '10%']],
  ['serving.0.traffic.alias', ['champion', '', 5]],
  ['serving.0.traffic.header', ['X-User-Id', 'a b']],
  ['serving.0.batch.rows', [1, 0, '64']],
  ['serving.0.batch.waitMs', [0, 101]],
  ['serving.0.audit.rows', [-1, 10_001]],
  ['serving.0.audit.days', [0, '30d']],
  ['users', ['ana', { ana: {} }]],
  ['users.0.name', [5, '', 'Ana', 'ana@example.org', '-ana', 'a'.repeat(31), undefined]],
  ['users.0.reads', ['bikes', undefined]],
  ['users.0.image', ['jupyter', 5]],
  ['users.0.reads.0', [5, {}]],
  ['users.0.memory', ['1', '1Mi', 5]],
  ['users.0.cpu', ['0', '1Gi', 2]],
  ['users.0.volume', ['1Mi', 5]],
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
    const right: Readonly<Record<string, unknown>> = {
      workloads: [],
      systems: [],
      users: [],
      serving: [],
      'users.0.reads': [],
      nodePorts: {},
    }
    const strange = [null, true, {}, [], -1, 0.5, 1e9, '', ' ', 'ä', 'a b', 'x'.repeat(300), '__proto__']
    const strangeIn = fc
      .constantFrom(...fieldsOfStack())
      .map((path) => path.replace('[]', '.0'))
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

  test('gives each user a notebook of the size that it names, and of the preset otherwise', () => {
    const { users } = readConfig(
      'dev',
      withUsers(
        { name: 'ana', reads: [] },
        { name: 'ben', reads: ['bikes'], image: 'pytorch', memory: '2Gi' },
      ),
      known,
    )
    expect(users).toEqual([
      { name: 'ana', reads: [], image: 'scipy', ...presets.small.notebook },
      { name: 'ben', reads: ['bikes'], image: 'pytorch', ...presets.small.notebook, memory: '2Gi' },
    ])
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
