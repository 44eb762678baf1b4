/**
 * The way from segments of EEG to labels beside SciPy, MNE and scikit-learn on the same segments and folds, one thread each:
 * seconds of processor time, how far filtered samples and powers of components differ at most, and accuracy.
 * `node bench/eeg.ts [--data DIR] [--repeats N]`
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pythonEnvironment } from '../infra/lab/pythonEnvironment.ts'
import { packArchive } from '../services/eeg/archive.ts'
import { clean } from '../services/eeg/clean.ts'
import { generate } from '../services/eeg/generate.ts'
import { segmentsOf } from '../services/eeg/model.ts'
import { parameters } from '../services/eeg/parameters.ts'
import { bandPass, classifyMoments, filterSegments, fitClassifier } from '../services/eeg/pipeline.ts'
import { accuracy } from '../services/learn/classificationMetrics.ts'
import { fitCsp } from '../services/learn/csp.ts'
import { transformMoments } from '../services/learn/cspPowers.ts'
import { stratifiedKFold } from '../services/learn/folds.ts'
import { momentsOf, type Segments, takeMoments } from '../services/learn/segments.ts'
import { startPeer } from './peerProcess.ts'
import { writeReport } from './report.ts'

interface Answer {
  readonly filterSeconds: number
  readonly seconds: number
  readonly predicted: readonly number[]
}

const { values } = parseArgs({
  options: { data: { type: 'string' }, repeats: { type: 'string', default: '5' } },
})
const { examples } = await clean(values.data === undefined ? generate(1) : recordingsBelow(values.data))
const labels = [...new Set(examples.map(({ label }) => label))].sort()
const targets = Float64Array.from(examples, ({ label }) => labels.indexOf(label))
const segments = segmentsOf(examples, examples[0].channels)
const { count, channels, samples } = segments

const environment = await pythonEnvironment('bench-eeg', resolve(import.meta.dirname, 'eeg/requirements.txt'))
const peer = await startPeer<Answer>(
  join(environment, 'bin/python'),
  join(import.meta.dirname, 'eeg/peers.py'),
)
writeFileSync(join(peer.directory, 'segments.f64'), segments.data)
writeFileSync(join(peer.directory, 'labels.f64'), targets)

const settings = [
  { name: 'defaults of eeg', given: {}, reg: 'ledoit_wolf' },
  { name: 'defaults of MNE and SVC', given: { order: 4, shrinkage: 0, kernel: 'rbf' }, reg: null },
] as const
const rows = []
for (const { name, given, reg } of settings) {
  const ours: (Answer & { readonly filtered: Segments })[] = []
  const theirs: Answer[] = []
  const options = parameters.parse(given)
  const { order, kernel } = options
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    ours.push(run(options))
    theirs.push(await peer.ask({ shape: [count, channels, samples], order, kernel, reg }))
  }
  const best = (of: readonly Answer[], key: 'seconds' | 'filterSeconds') =>
    Math.min(...of.map((answer) => answer[key])) * 1000
  const row = (
    step: string,
    key: 'seconds' | 'filterSeconds',
    difference: number,
    scores: readonly [string, string],
  ) => ({
    parameters: name,
    step,
    'Atoll ms': best(ours, key).toFixed(0),
    'peer ms': best(theirs, key).toFixed(0),
    ratio: (best(ours, key) / best(theirs, key)).toFixed(2),
    'largest difference': difference.toExponential(1),
    'Atoll accuracy': scores[0],
    'peer accuracy': scores[1],
  })
  const [{ filtered, predicted }] = ours
  const moments = momentsOf(filtered)
  const powers = transformMoments(fitCsp(moments, targets, { shrinkage: options.shrinkage }), moments)
  rows.push(
    row('band-pass', 'filterSeconds', difference(filtered.data, read('filtered')), ['', '']),
    row('CSP and SVM, 5 folds', 'seconds', difference(powers.data, read('powers')), [
      accuracy(targets, predicted).toFixed(4),
      accuracy(targets, theirs[0].predicted).toFixed(4),
    ]),
  )
}
peer.close()
console.log(`${count} segments of ${channels} channels (${values.data ?? 'generated, seed 1'})`)
writeReport('eeg', rows, {
  data: values.data ?? 'generated, seed 1',
  repeats: Number(values.repeats),
  threads: 1,
})

function run(options: ReturnType<typeof parameters.parse>) {
  const started = process.cpuUsage()
  const filtered = filterSegments(bandPass(options), segments)
  const filterSeconds = secondsSince(started)
  const startedFolds = process.cpuUsage()
  const moments = momentsOf(filtered)
  const predicted = new Float64Array(count)
  for (const { train, test } of stratifiedKFold(targets)) {
    const classifier = fitClassifier(
      takeMoments(moments, train),
      Float64Array.from(train, (s) => targets[s]),
      options,
    )
    const found = classifyMoments(classifier, takeMoments(moments, test))
    test.forEach((s, i) => {
      predicted[s] = found[i]
    })
  }
  return { filterSeconds, seconds: secondsSince(startedFolds), predicted: Array.from(predicted), filtered }
}

function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}

function difference(one: Float64Array, other: Float64Array): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0)
}

function read(name: string): Float64Array {
  return new Float64Array(new Uint8Array(readFileSync(join(peer.directory, `${name}.f64`))).buffer)
}

function recordingsBelow(directory: string): Uint8Array {
  const folder = resolve(directory, 'eeg')
  const names = readdirSync(folder).filter((name) => name.endsWith('.edf'))
  return packArchive(names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) })))
}
