import { confusionMatrix } from '../learn/classificationMetrics.ts'
import type { Plot, Report } from '../runtime/report/report.ts'
import { sampleRate } from './channels.ts'
import { segmentSamples, type Trial } from './clean.ts'
import { classify, type EegModel, segmentsOf } from './model.ts'

/** Where hands are imagined, where a recording has these electrodes. */
const motorChannels = ['C3', 'C4']
const largestHertz = 40

/** What the recordings, the patterns and the errors of a model look like. */
export function reportEeg(
  model: EegModel,
  { train, test }: { readonly train: readonly Trial[]; readonly test: readonly Trial[] },
): Report {
  const { labels, channels, classifier } = model
  const { csp } = classifier
  const components = Array.from(csp.shares, (_, k) => `component ${k + 1}`)
  const { classes, powers } = classify(model, segmentsOf(test, channels))
  const confusion = confusionOf(labels, test, classes)
  const watched = watchedChannels(model)
  return {
    sections: [
      {
        title: 'Recordings',
        text: `${train.length} segments were learnt from and ${test.length} held back; ${channels.length} channels, 3 s each at ${sampleRate} Hz.`,
        plots: [
          {
            kind: 'table',
            title: 'Segments',
            columns: ['recording', ...labels],
            rows: [...Map.groupBy([...train, ...test], ({ recording }) => recording)].map(
              ([recording, trials]) => [
                recording,
                ...labels.map((label) => trials.filter((trial) => trial.label === label).length),
              ],
            ),
          },
          ...watched.map((channel) => spectra(channel, labels, train)),
        ],
      },
      {
        title: 'Spatial patterns',
        text: 'How a source of each component appears at the channels (Haufe et al. 2014), and the share of its power that it has while the first label, or its own of more than two, is imagined: far from a half tells most.',
        plots: [
          {
            kind: 'heatMap',
            title: 'Patterns, each relative to its largest',
            rows: channels,
            columns: components,
            values: relativePatterns(model),
          },
          {
            kind: 'bars',
            title: 'Share of the power',
            axis: { label: 'share' },
            bars: components.map((label, k) => ({ label, value: csp.shares[k] })),
          },
        ],
      },
      {
        title: 'Held-back segments',
        text: `Cross-validated accuracy on the others: ${(100 * model.crossValidated).toFixed(1)} %.`,
        plots: [
          {
            kind: 'heatMap',
            title: 'What was imagined (rows) and what was recognised (columns)',
            rows: labels,
            columns: labels,
            values: confusion,
            rowLabel: 'imagined',
            columnLabel: 'recognised',
          },
          ...(csp.shares.length < 2
            ? []
            : [
                {
                  kind: 'scatter' as const,
                  title: 'Power of the first two components',
                  x: { label: 'component 1 (log power)' },
                  y: { label: 'component 2 (log power)' },
                  series: labels.map((name) => {
                    const own = test.flatMap(({ label }, s) => (label === name ? [s] : []))
                    return {
                      name,
                      x: own.map((s) => powers.data[s * powers.columns]),
                      y: own.map((s) => powers.data[s * powers.columns + 1]),
                    }
                  }),
                },
              ]),
        ],
      },
    ],
  }
}

function confusionOf(labels: readonly string[], test: readonly Trial[], classes: Int32Array) {
  const counts = confusionMatrix(
    test.map(({ label }) => labels.indexOf(label)),
    classes,
  )
  const matrix = new Float64Array(labels.length ** 2)
  counts.classes.forEach((row, r) => {
    counts.classes.forEach((column, c) => {
      matrix[row * labels.length + column] = counts.counts.data[r * counts.classes.length + c]
    })
  })
  return matrix
}

/** The two above the motor cortex, or else the two at which the first two patterns are strongest. */
function watchedChannels({ channels, classifier }: EegModel): readonly string[] {
  const present = motorChannels.filter((channel) => channels.includes(channel))
  if (present.length === motorChannels.length) return present
  const { patterns } = classifier.csp
  const strongest = [0, 1].map((k) => {
    const pattern = patterns.data.subarray(k * patterns.columns, (k + 1) * patterns.columns).map(Math.abs)
    return channels[pattern.indexOf(Math.max(...pattern))]
  })
  return [...new Set(strongest.filter((channel) => channel !== undefined))]
}

function relativePatterns({ classifier }: EegModel): Float64Array {
  const { data, rows, columns } = classifier.csp.patterns
  const values = new Float64Array(data.length)
  for (let k = 0; k < rows; k++) {
    const largest = data
      .subarray(k * columns, (k + 1) * columns)
      .reduce((a, b) => Math.max(a, Math.abs(b)), 0)
    for (let c = 0; c < columns; c++) values[c * rows + k] = data[k * columns + c] / largest
  }
  return values
}

function spectra(channel: string, labels: readonly string[], trials: readonly Trial[]): Plot {
  const hertz = Array.from({ length: largestHertz }, (_, k) => k + 1)
  return {
    kind: 'lines',
    title: `Spectrum at ${channel}`,
    x: { label: 'frequency (Hz)' },
    y: { label: 'power density (µV²/Hz)', log: true },
    series: labels.map((name) => {
      const own = trials.filter(({ label }) => label === name)
      const y = hertz.map((f) => own.reduce((sum, trial) => sum + density(trial, channel, f), 0) / own.length)
      return { name, x: hertz, y }
    }),
  }
}

/** Periodogram with a Hann window, at one frequency. */
function density({ samples, channels }: Trial, channel: string, hertz: number): number {
  const from = channels.indexOf(channel) * segmentSamples
  let re = 0
  let im = 0
  let weight = 0
  for (let i = 0; i < segmentSamples; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / segmentSamples)
    const angle = (2 * Math.PI * hertz * i) / sampleRate
    re += window * samples[from + i] * Math.cos(angle)
    im += window * samples[from + i] * Math.sin(angle)
    weight += window * window
  }
  return (2 * (re * re + im * im)) / (weight * sampleRate)
}
