import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folders = ['infra', 'components', 'pipelines', 'services', 'bench']

interface Import {
  readonly from: string
  /** A path below the repository, or a package's name. */
  readonly to: string
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(
    /^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  )
  return [...found].map(([, static_, dynamic]) => {
    const specifier = static_ ?? dynamic
    const to = specifier.startsWith('.')
      ? relative(root, join(root, dirname(file), specifier))
      : specifier.replace(/^(@[^/]+\/[^/]+|[^/]+).*$/, '$1')
    return { from: file, to }
  })
}

const files = folders
  .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
  .filter((file) => !file.includes('node_modules'))
const imports = files.filter((file) => !file.endsWith('.test.ts')).flatMap(importsOf)

/** Imports of files below `folder` that are among those that `wrong` finds. */
function offenders(folder: string, wrong: (to: string) => boolean): string[] {
  return imports
    .filter(({ from, to }) => from.startsWith(`${folder}/`) && wrong(to))
    .map(({ from, to }) => `${from} imports ${to}`)
}

const isOurs = (to: string) => folders.some((folder) => to.startsWith(`${folder}/`))

test('imports are found at all', () => {
  expect(imports.length).toBeGreaterThan(200)
  expect(imports).toContainEqual({ from: 'infra/index.ts', to: 'services/workloads.ts' })
  expect(imports).toContainEqual({ from: 'components/namespace.ts', to: '@pulumi/pulumi' })
})

test('services import neither Pulumi nor Kubernetes nor what lies above them', () => {
  const above = ['infra/', 'components/', 'pipelines/', 'bench/', '@pulumi/', '@kubernetes/']
  expect(offenders('services', (to) => above.some((prefix) => to.startsWith(prefix)))).toEqual([])
})

test('services/learn imports nothing of ours', () => {
  expect(offenders('services/learn', (to) => isOurs(to) && !to.startsWith('services/learn/'))).toEqual([])
})

test('services/runtime knows no single workload but by their list', () => {
  const runtime = (to: string) => /^services\/(runtime|learn)\/|^services\/workloads\.ts$/.test(to)
  expect(offenders('services/runtime', (to) => isOurs(to) && !runtime(to))).toEqual([])
})

test('nothing imports a benchmark', () => {
  for (const folder of ['infra', 'components', 'services'])
    expect(offenders(folder, (to) => to.startsWith('bench/'))).toEqual([])
})

test('one workload imports nothing of another', () => {
  const workloads = globSync('services/*/workload.ts', { cwd: root })
    .map(dirname)
    .filter((folder) => folder !== 'services/runtime')
  expect(workloads).toContain('services/bikes')
  for (const own of workloads)
    for (const other of workloads.filter((folder) => folder !== own))
      expect(offenders(own, (to) => to.startsWith(`${other}/`))).toEqual([])
})

test('components and pipelines import of services only what a workload is', () => {
  for (const folder of ['components', 'pipelines'])
    expect(
      offenders(
        folder,
        (to) =>
          to.startsWith('infra/') ||
          (to.startsWith('services/') && !/\/workloads?\.ts$|^services\/runtime\/workload\//.test(to)),
      ),
    ).toEqual([])
})

test('only infra and components import Pulumi', () => {
  for (const folder of ['services', 'pipelines', 'bench'])
    expect(offenders(folder, (to) => to.startsWith('@pulumi/'))).toEqual([])
})

test('no file imports in a circle within components', () => {
  const graph = new Map<string, string[]>()
  for (const { from, to } of imports)
    if (from.startsWith('components/') && to.startsWith('components/'))
      graph.set(from, [...(graph.get(from) ?? []), to])
  const circle = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path, file]
    for (const next of graph.get(file) ?? []) {
      const found = circle(next, [...path, file])
      if (found !== undefined) return found
    }
    return undefined
  }
  for (const file of graph.keys()) expect(circle(file, [])).toBeUndefined()
})

test('no folder gathers its files in a barrel', () => {
  const barrels = files.filter((file) => /(^|\/)index\.ts$/.test(file) && file !== 'infra/index.ts')
  expect(barrels).toEqual([])
})

/** Packages that are run, or that hold types, and are never imported. */
const tools: readonly string[] = ['@biomejs/biome', 'node', 'typescript']

test.each([
  ['package.json', ['infra', 'components', 'bench'], []],
  // Tests run with the packages of the whole.
  ['services/package.json', ['services'], ['vitest', 'fast-check']],
])(
  '%s names each package that is imported, at an exact version, and no other',
  (manifest, within, besides) => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, manifest), 'utf8'))
    const named: Readonly<Record<string, string>> = { ...dependencies, ...devDependencies }
    const imported = files
      .flatMap(importsOf)
      .filter(({ from, to }) => within.some((folder) => from.startsWith(`${folder}/`)) && !isOurs(to))
      .map(({ to }) => to)
      // Programs that tests and benchmarks write import what their texts name.
      .filter((to) => !/^node:|^\$/.test(to))
    const wanted = new Set(imported.filter((to) => !besides.includes(to)))
    expect(
      Object.keys(named)
        .filter((name) => !tools.includes(name) && !name.startsWith('@types/'))
        .toSorted(),
    ).toEqual([...wanted].toSorted())
    expect(Object.values(named).filter((version) => !/^\d+\.\d+\.\d+(-r\.\d+)?$/.test(version))).toEqual([])
  },
)
