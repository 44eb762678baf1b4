/**
 * Seconds of a preview with 5, 50 and 200 workloads, without a cluster, beside one of as many plain ConfigMaps as there
 * are objects: what the engine itself takes. With the charts of a stack in a directory also those of this stack as it is:
 * `node bench/preview.ts [--charts DIR [--stack prod]]`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Row, writeReport } from './report.ts'

const { values } = parseArgs({
  options: { charts: { type: 'string' }, stack: { type: 'string', default: 'prod' } },
})
const checkout = resolve(import.meta.dirname, '..')
/** Named in a text only: the benchmark itself is no program of Pulumi's. */
const sdk = ['@pulumi', 'kubernetes'].join('/')
const home = mkdtempSync(join(tmpdir(), 'atoll-bench-preview-'))

try {
  const rows: Row[] = []
  for (const workloads of [5, 50, 200]) {
    const ours = timed(project(`ours-${workloads}`, platformOf(workloads)))
    const plain = timed(project(`plain-${workloads}`, configMaps(ours.objects)))
    rows.push({
      what: `${workloads} workloads`,
      objects: ours.objects,
      seconds: ours.seconds,
      'plain objects, seconds': plain.seconds,
      ratio: Math.round((100 * ours.seconds) / plain.seconds) / 100,
    })
  }
  if (values.charts !== undefined) {
    const settings = { 'atoll:charts': { directory: resolve(values.charts) } }
    const real = timed({ stack: values.stack, settings })
    rows.push({ what: `stack ${values.stack}, goal 30 s`, objects: real.objects, seconds: real.seconds })
  }
  writeReport('preview', rows)
} finally {
  rmSync(home, { recursive: true, force: true })
}

/** A program of the platform with copies of one workload, on nodes that are large enough. */
function platformOf(workloads: number): string {
  return `
import { readConfig } from '${checkout}/infra/config.ts'
import { platform } from '${checkout}/infra/platform.ts'
import { exampleLocks } from '${checkout}/infra/testing/stack.ts'
import { bikes } from '${checkout}/services/bikes/workload.ts'
const known = Array.from({ length: ${workloads} }, (_, index) => ({ ...bikes, name: 'bikes-' + index }))
const config = readConfig('dev', {
  domain: 'bench.atoll.internal', owner: 'platform', size: 'small', storageClass: 'standard', nodePorts: {},
  nodes: { controlPlane: 1, workers: 100, cores: 64, memory: '256Gi' },
  apiServers: { networks: ['10.0.0.0/28'], port: 6443 },
  images: { lock: 'stacks/images.dev.json' },
  systems: ['prometheus', 'minio', 'mlflow'],
  workloads: known.map(({ name }) => name),
}, known)
platform(config, exampleLocks, known)
`
}

function configMaps(count: number): string {
  return `
import * as k8s from '${sdk}'
for (let index = 0; index < ${count}; index++)
  new k8s.core.v1.ConfigMap('object-' + index, { metadata: { name: 'object-' + index, namespace: 'bench' }, data: { index: String(index) } })
`
}

function project(name: string, program: string): { readonly stack: string; readonly project: string } {
  const directory = join(home, name)
  mkdirSync(directory)
  symlinkSync(join(checkout, 'node_modules'), join(directory, 'node_modules'))
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  writeFileSync(join(directory, 'Pulumi.yaml'), `name: ${name}\nmain: index.ts\nruntime: nodejs\n`)
  writeFileSync(join(directory, 'Pulumi.dev.yaml'), 'config: {}\n')
  writeFileSync(join(directory, 'index.ts'), program)
  return { stack: 'dev', project: directory }
}

/** The best of three previews, each in a process of its own. */
function timed(options: object): { readonly seconds: number; readonly objects: number } {
  const runs = Array.from({ length: 3 }, () => {
    const started = performance.now()
    const { stdout } = spawnSync(
      process.execPath,
      [join(checkout, 'infra/lab/providers/testing/runStack.ts'), 'preview', JSON.stringify(options)],
      { env: { ...process.env, ATOLL_HOME: join(home, 'atoll'), KUBECONFIG: '' }, maxBuffer: 2 ** 28 },
    )
    const seconds = Math.round((performance.now() - started) / 100) / 10
    const answer = JSON.parse(stdout.toString().trim().split('\n').at(-1)!) as {
      result?: { steps: readonly unknown[] }
      error?: string
    }
    if (answer.result === undefined) throw new Error(answer.error)
    return { seconds, objects: answer.result.steps.length }
  })
  return runs.toSorted((a, b) => a.seconds - b.seconds)[0]!
}
