import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ChartArchive, readChartArchive } from './chartArchive.ts'
import { unknownValues } from './unknownValues.ts'

const traps = join(import.meta.dirname, '../lab/providers/testing/charts/traps')

let chart: ChartArchive
let umbrella: ChartArchive

/** As `helm package` writes it: everything below a directory named as the chart. */
function archive(name: string, fill: (directory: string) => void): string {
  const root = mkdtempSync(join(tmpdir(), 'archive-'))
  mkdirSync(join(root, name))
  fill(join(root, name))
  execFileSync('tar', ['-czf', `${name}.tgz`, name], { cwd: root })
  return join(root, `${name}.tgz`)
}

beforeAll(async () => {
  chart = await readChartArchive(
    archive('traps', (directory) => cpSync(traps, directory, { recursive: true })),
  )
  umbrella = await readChartArchive(
    archive('umbrella', (directory) => {
      mkdirSync(join(directory, 'templates'))
      cpSync(traps, join(directory, 'charts/traps'), { recursive: true })
      writeFileSync(
        join(directory, 'Chart.yaml'),
        'name: umbrella\nversion: 1.0.0\ndependencies: [{ name: traps, alias: shop, version: 1.2.3 }]\n',
      )
      writeFileSync(
        join(directory, 'values.yaml'),
        'operator: { image: { tag: "1", labels: {} }, tolerations: [] }\nname: a\n' +
          'whole: { a: 1 }\nseveral: { first: { name: a } }\nstore: { s3: { bucket: a } }\n' +
          'security: { user: 1 }\ncontext: { group: 1 }\napp.ini: { server: { port: 1 } }\n' +
          'shop: { created: true }\nlimits: { speed: 1 }\n' +
          'file: "{{ with .Values.limits }}limits: {{ tpl (. | toYaml) $ }}{{ end }}"\n',
      )
      writeFileSync(
        join(directory, 'templates/a.yaml'),
        '{{ .Values.operator.hidden.depth }} {{ .Values.extra }} {{ .Values.whole | toYaml }}' +
          '{{ range $one := .Values.several }}{{ $one.hidden.depth }}{{ end }}' +
          '{{- $store := .Values.store }}{{ $store.s3.endpoint }}' +
          '{{- with .Values.security }}{{ toYaml . }}{{ end }}{{ index .Values "app.ini" }}' +
          '{{ dig "s3" "region" "none" .Values.store }}{{ include "context" .Values.context }}',
      )
      writeFileSync(
        join(directory, 'templates/_all.tpl'),
        '{{ define "volumes" }}{{ .Values.volumes }}{{ end }}',
      )
    }),
  )
})

describe('a value', () => {
  it('is known where the values of the chart have it', () => {
    expect(unknownValues(chart, { color: 'green', hook: false })).toEqual([])
  })

  it('is known where a template that is a value itself hands it on, or digs for it', () => {
    expect(unknownValues(umbrella, { limits: { height: 2 } })).toEqual([])
    expect(unknownValues(umbrella, { store: { s3: { region: 'here' } } })).toEqual([])
    expect(unknownValues(umbrella, { store: { s3: { reigon: 'here' } } })).toEqual(['store.s3.reigon'])
  })

  it('of a chart inside is known where the outer chart has it', () => {
    expect(unknownValues(umbrella, { shop: { created: false } })).toEqual([])
  })

  it('is unknown where nothing has it, at any depth', () => {
    expect(unknownValues(chart, { colour: 'green' })).toEqual(['colour'])
    expect(unknownValues(umbrella, { operator: { image: { tga: '2' } } })).toEqual(['operator.image.tga'])
  })

  it('may be anything below what the chart leaves empty', () => {
    expect(unknownValues(umbrella, { operator: { image: { labels: { a: 'b' } } } })).toEqual([])
  })

  it('is known where only a template or the schema has it', () => {
    expect(unknownValues(umbrella, { operator: { hidden: { depth: 1 } }, extra: { a: 1 } })).toEqual([])
    expect(unknownValues(chart, { global: { any: 1 } })).toEqual([])
  })

  it('is known where a chart of Istio hides it', async () => {
    const istio = await readChartArchive(
      archive('istio', (directory) => {
        writeFileSync(join(directory, 'Chart.yaml'), 'name: istio\nversion: 1.0.0\n')
        writeFileSync(
          join(directory, 'values.yaml'),
          '_internal_defaults_do_not_set: { cni: { enabled: false }, resources: { requests: { cpu: 1m } } }\n',
        )
      }),
    )
    expect(unknownValues(istio, { cni: { enabled: true } })).toEqual([])
    expect(unknownValues(istio, { resources: { limits: { memory: '1Mi' } } })).toEqual([])
    expect(unknownValues(istio, { cni: { enable: true } })).toEqual(['cni.enable'])
  })

  it('is known below what a template hands on whole', () => {
    expect(unknownValues(umbrella, { whole: { b: { c: 1 } } })).toEqual([])
  })

  it('is known where a loop of a template reads it', () => {
    expect(unknownValues(umbrella, { several: { first: { hidden: { depth: 1 } } } })).toEqual([])
    expect(unknownValues(umbrella, { several: { first: { hiden: { depth: 1 } } } })).toEqual([
      'several.first.hiden',
    ])
  })

  it('is known where a template reads it by a name of its own', () => {
    expect(unknownValues(umbrella, { store: { s3: { endpoint: 'a' } } })).toEqual([])
    expect(unknownValues(umbrella, { store: { s3: { endpont: 'a' } } })).toEqual(['store.s3.endpont'])
  })

  it('is known where a template hands on whole, or finds by its name, what contains it', () => {
    const given = { security: { group: 1 }, 'app.ini': { server: { host: 'a' } } }
    expect(unknownValues(umbrella, given)).toEqual([])
  })

  it('is known where a template hands it to another one by name, which may be of the chart around it', () => {
    expect(unknownValues(umbrella, { context: { user: 1 } })).toEqual([])
    expect(unknownValues(umbrella, { shop: { volumes: [] } })).toEqual([])
  })

  it('of a chart inside is known by that chart, under the name it goes by', () => {
    expect(unknownValues(umbrella, { shop: { color: 'green', enabled: true } })).toEqual([])
    expect(unknownValues(umbrella, { shop: { colour: 'green' } })).toEqual(['shop.colour'])
  })
})

it('an archive that is no chart is refused', async () => {
  const file = archive('empty', (directory) => writeFileSync(join(directory, 'README.md'), ''))
  await expect(readChartArchive(file)).rejects.toThrow(`${file} is no chart: it has no Chart.yaml`)
})
