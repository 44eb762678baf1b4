import { stat } from 'node:fs/promises'
import { list } from 'tar'
import { eachString } from '../../components/strings.ts'
import { kubernetesYaml } from '../kubernetesYaml.ts'

/** What a chart says of its values, and what it does with them. */
export interface ChartArchive {
  readonly name: string
  readonly version: string
  readonly values: Record<string, unknown>
  readonly schema: JsonSchema | undefined
  /** Every template in one text: those too that are values, or that charts around it define by a name. */
  readonly templates: string
  /** Charts inside, by the names under which they take values. */
  readonly subcharts: Readonly<Record<string, ChartArchive>>
}

export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly $ref?: string
}

interface ChartYaml {
  readonly name: string
  readonly version: string
  readonly dependencies?: readonly { readonly name: string; readonly alias?: string }[]
}

const archives = new Map<string, Promise<ChartArchive>>()

/**
 * Reads the archive of a chart, the charts in it too, once for all who ask.
 * @param file as `helm package` and `helm pull` write it
 * @throws Error if it is no chart
 */
export async function readChartArchive(file: string): Promise<ChartArchive> {
  const { mtimeMs, size } = await stat(file)
  const key = `${file} ${mtimeMs} ${size}`
  const known = archives.get(key) ?? read(file)
  archives.set(key, known)
  return known
}

async function read(file: string): Promise<ChartArchive> {
  const files = new Map<string, string>()
  await list({
    file,
    strict: true,
    onReadEntry(entry) {
      const path = entry.path.split('/').slice(1).join('/')
      const chunks: Buffer[] = []
      entry.on('data', (chunk) => chunks.push(chunk as Buffer))
      entry.on('end', () => files.set(path, Buffer.concat(chunks).toString()))
    },
  }).catch((error: Error) => {
    throw new Error(`${file} is no archive: ${error.message}`)
  })
  return chartIn(files, '', file, [])
}

function chartIn(
  files: ReadonlyMap<string, string>,
  root: string,
  file: string,
  outer: readonly string[],
): ChartArchive {
  const text = files.get(`${root}Chart.yaml`)
  if (text === undefined) throw new Error(`${file} is no chart: it has no ${root}Chart.yaml`)
  const { name, version, dependencies = [] } = kubernetesYaml(text)[0] as ChartYaml
  const paths = [...files.keys()]
  const schema = files.get(`${root}values.schema.json`)
  const inside = new Set(
    paths.flatMap((path) => new RegExp(`^${root}charts/([^/]+)/Chart\\.yaml$`).exec(path)?.[1] ?? []),
  )
  const names = [...inside].flatMap((chart) => {
    const own = dependencies.filter((dependency) => dependency.name === chart)
    return own.length === 0 ? [[chart, chart]] : own.map(({ alias }) => [alias ?? chart, chart])
  })
  const templates = paths.filter((path) => path.startsWith(`${root}templates/`))
  const contents = (chosen: readonly string[]) => chosen.map((path) => files.get(path)!)
  const named = [...outer, ...contents(templates.filter((path) => /\/_[^/]+$/.test(path)))]
  const values = valuesOf(
    (kubernetesYaml(files.get(`${root}values.yaml`) ?? '')[0] ?? {}) as Record<string, unknown>,
  )
  return {
    name,
    version,
    values,
    schema: schema === undefined ? undefined : (JSON.parse(schema) as JsonSchema),
    templates: [...contents(templates), ...outer, ...templatesIn(values)].join('\n'),
    subcharts: Object.fromEntries(
      names.map(([alias, chart]) => [alias!, chartIn(files, `${root}charts/${chart}/`, file, named)]),
    ),
  }
}

function templatesIn(values: object): string[] {
  const found: string[] = []
  eachString(values, (text) => {
    if (text.includes('{{')) found.push(text)
    return text
  })
  return found
}

/** Istio's charts have their values below this, and take them above it. */
const hidden = '_internal_defaults_do_not_set'

function valuesOf({ [hidden]: defaults, ...values }: Record<string, unknown>): Record<string, unknown> {
  return { ...(defaults as object | undefined), ...values }
}
