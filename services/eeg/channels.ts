import { resample, resamplingRatio } from '../learn/signal/resample.ts'
import { DataError } from '../runtime/errors.ts'
import type { Signal } from './edf/edf.ts'

/** Of every segment, in Hz. */
export const sampleRate = 250

/** One electrode's recording. */
export interface Channel {
  readonly name: string
  /** µV at 250 Hz. */
  readonly samples: Float64Array
}

const microvoltsPer: Readonly<Record<string, number>> = { nv: 1e-3, uv: 1, µv: 1, μv: 1, mv: 1e3, v: 1e6 }
const noElectrode = /^(EOG|ECG|EKG|EMG|STI|STATUS|TRIG|RESP|TEMP|SAO2|GSR|MARKER)/i

/** `Fc5.` of one laboratory and `EEG Fc5` of another are the same electrode. */
export const channelName = (label: string): string =>
  label
    .replace(/^EEG[\s:_-]*/i, '')
    .replace(/\.+$/, '')
    .trim()

/**
 * The electrodes among the signals of a recording, in their order.
 *
 * @throws DataError if there are none, or one occurs twice
 */
export function eegChannels(signals: readonly Signal[], recording: string): Channel[] {
  const electrodes = signals.filter(
    ({ label, unit }) => Object.hasOwn(microvoltsPer, unit.toLowerCase()) && !noElectrode.test(label),
  )
  if (electrodes.length === 0) {
    const found = signals.map(({ label, unit }) => `${label} (${unit})`).slice(0, 10)
    throw new DataError(
      `${recording} has no EEG channel: a signal in volts that is not named as one of the eyes, the heart or a muscle; ` +
        `found ${found.join(', ') || 'no signal'}`,
    )
  }
  const names = electrodes.map(({ label }) => channelName(label))
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new DataError(`${recording} has the channel ${twice} twice`)
  return electrodes.map((signal, i) => ({ name: names[i], samples: inMicrovolts(signal) }))
}

/** About their mean, so that the ends of a resampled recording do not ring. */
function inMicrovolts({ unit, sampleRate: rate, samples }: Signal): Float64Array {
  const factor = microvoltsPer[unit.toLowerCase()]
  let mean = 0
  for (let i = 0; i < samples.length; i++) mean += samples[i] / samples.length
  const centred = samples.map((value) => (value - mean) * factor)
  const { up, down } = resamplingRatio(rate, sampleRate)
  return resample(centred, up, down)
}
