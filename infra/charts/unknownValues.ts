import type { ChartArchive, JsonSchema } from './chartArchive.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The values that a chart does not know, by their paths: those that stand neither in its own values, nor in its schema,
 * nor in any template. Below a value that the chart leaves empty, as `{}`, everything is known, and below `resources`, which
 * charts hand to Kubernetes whole.
 */
export function unknownValues(chart: ChartArchive, given: Values): string[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const subchart = chart.subcharts[key]
    if (subchart !== undefined && isMap(value)) {
      const own = chart.values[key]
      // What the outer chart says of it decides whether it is there at all.
      const said = isMap(own) ? Object.keys(own) : []
      const rest = Object.entries(value).filter(([name]) => name !== 'enabled' && !said.includes(name))
      return unknownValues(subchart, Object.fromEntries(rest)).map((path) => `${key}.${path}`)
    }
    if (key === 'global') return []
    return unknownBelow(chart, value, chart.values[key], chart.schema?.properties?.[key], [key])
  })
}

function unknownBelow(
  chart: ChartArchive,
  given: unknown,
  known: unknown,
  schema: JsonSchema | undefined,
  path: readonly string[],
): string[] {
  if (known === undefined && schema === undefined)
    return isRead(chart.templates, path) ? [] : [path.join('.')]
  if (!isMap(given) || isOpen(known, schema) || path.at(-1) === 'resources') return []
  return Object.entries(given).flatMap(([key, value]) =>
    unknownBelow(chart, value, isMap(known) ? known[key] : undefined, schema?.properties?.[key], [
      ...path,
      key,
    ]),
  )
}

/** Takes any key: an empty map, a value that is no map, or a schema that does not list its fields. */
function isOpen(known: unknown, schema: JsonSchema | undefined): boolean {
  if (isMap(known)) return Object.keys(known).length === 0
  return schema?.properties === undefined
}

const values = String.raw`\.Values`

/** Whether a template reads the value, by a name of its own too, hands on whole what contains it, or comes to it in a loop. */
function isRead(templates: string, path: readonly string[]): boolean {
  const escaped = path.map((key) => key.replaceAll(/[^\w]/g, '\\$&'))
  const below = (root: string, keys: readonly string[]) => [root, ...keys].join(String.raw`\.`)
  const reads = (pattern: string) => new RegExp(pattern).test(templates)
  if (reads(String.raw`${below(values, escaped)}\b`)) return true
  return escaped.slice(0, -1).some((_key, index) => {
    const above = below(values, escaped.slice(0, index + 1))
    const loop = new RegExp(String.raw`range\s+(?:\$\w+\s*,\s*)?(\$\w+)\s*:=\s*${above}\s`).exec(templates)
    const inside = loop && below(`\\${loop[1]}`, escaped.slice(index + 2))
    const variable = new RegExp(String.raw`(\$\w+)\s*:=\s*${above}\s`).exec(templates)
    const named = variable && below(`\\${variable[1]}`, escaped.slice(index + 1))
    const whole = [
      String.raw`${above}\s*\|\s*toYaml`,
      String.raw`toYaml\s+${above}\s`,
      String.raw`include\s+"[^"]+"\s+${above}\s`,
      String.raw`with\s+${above}\s*-?\}\}[^}]*\{\{-?\s*toYaml\s+\.\s`,
      String.raw`with\s+${above}\s*-?\}\}[^}]*\{\{-?\s*tpl\s+\(\.\s*\|\s*toYaml\)`,
      String.raw`index\s+\.Values\s+"${escaped[index]}"`,
      String.raw`dig\s+${escaped
        .slice(index + 1)
        .map((key) => `"${key}"`)
        .join(String.raw`\s+`)}[^{}]*${above}\b`,
    ]
    return whole.some(reads) || [inside, named].some((text) => text !== null && reads(String.raw`${text}\b`))
  })
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
