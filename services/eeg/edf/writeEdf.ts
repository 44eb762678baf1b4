import { annotationLabel, bytesPerSignal, type Recording, recordingFields, signalFields } from './edf.ts'

const digital = 32_767

/**
 * Writes a recording as EDF+C, one data record a second, anonymous, its start as 1 January 2001. Samples are rounded to
 * 16 bits of the largest one's range; what does not fill a last second is left out.
 *
 * @throws RangeError if a sample rate is no whole number, or the annotations of a second do not fit
 */
export function writeEdf({ signals, annotations, duration }: Recording): Uint8Array {
  const records = Math.floor(duration)
  const annotationSamples = 60
  const ranges = signals.map(({ samples }) =>
    Math.ceil(
      Math.max(
        1e-6,
        samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
      ),
    ),
  )
  const rates = signals.map(({ label, sampleRate }) => {
    if (Number.isInteger(sampleRate)) return sampleRate
    throw new RangeError(`signal ${label} has ${sampleRate} samples a second; a whole number can be written`)
  })
  const count = signals.length + 1
  const perSignal: Record<keyof typeof signalFields, readonly (string | number)[]> = {
    label: [...signals.map(({ label }) => label), annotationLabel],
    transducer: Array(count).fill(''),
    unit: [...signals.map(({ unit }) => unit), ''],
    physicalMinimum: [...ranges.map((range) => -range), -1],
    physicalMaximum: [...ranges, 1],
    digitalMinimum: [...ranges.map(() => -digital), -32_768],
    digitalMaximum: Array(count).fill(digital),
    prefiltering: Array(count).fill(''),
    samples: [...rates, annotationSamples],
    reserved: Array(count).fill(''),
  }
  const recording: Record<keyof typeof recordingFields, string | number> = {
    version: 0,
    patient: 'X X X X',
    recording: 'Startdate 01-JAN-2001 X X X',
    date: '01.01.01',
    time: '00.00.00',
    headerBytes: bytesPerSignal * (count + 1),
    reserved: 'EDF+C',
    records,
    recordSeconds: 1,
    signals: count,
  }
  const header = [
    ...Object.entries(recordingFields).map(([key, width]) =>
      String(recording[key as keyof typeof recordingFields]).padEnd(width),
    ),
    ...Object.entries(signalFields).flatMap(([key, width]) =>
      perSignal[key as keyof typeof signalFields].map((value) => String(value).padEnd(width)),
    ),
  ].join('')
  const recordBytes = 2 * (rates.reduce((sum, rate) => sum + rate, 0) + annotationSamples)
  const bytes = Buffer.alloc(header.length + records * recordBytes)
  bytes.write(header, 'latin1')
  let at = header.length
  for (let record = 0; record < records; record++) {
    signals.forEach(({ samples }, s) => {
      for (let i = 0; i < rates[s]; i++, at += 2) {
        bytes.writeInt16LE(Math.round((samples[record * rates[s] + i] / ranges[s]) * digital), at)
      }
    })
    const within = annotations.filter(({ onset }) => Math.floor(onset) === record)
    const lists = [
      `+${record}\x14\x14\0`,
      ...within.map(
        ({ onset, duration: lasts, text }) =>
          `+${onset}${lasts === undefined ? '' : `\x15${lasts}`}\x14${text}\x14\0`,
      ),
    ].join('')
    if (Buffer.byteLength(lists) > 2 * annotationSamples) {
      throw new RangeError(
        `the annotations of second ${record} take more than ${2 * annotationSamples} bytes`,
      )
    }
    bytes.write(lists, at, 'utf8')
    at += 2 * annotationSamples
  }
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
