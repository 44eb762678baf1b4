import { DataError } from '../../runtime/errors.ts'
import { bytesPerSignal, recordingFields, signalFields } from './edf.ts'

/** What the header says of one signal. */
export interface SignalHeader {
  readonly label: string
  readonly unit: string
  readonly physicalMinimum: number
  readonly physicalMaximum: number
  readonly digitalMinimum: number
  readonly digitalMaximum: number
  /** In each data record. */
  readonly samples: number
}

export interface Header {
  readonly records: number
  readonly recordSeconds: number
  readonly signals: readonly SignalHeader[]
  /** Where the data records begin. */
  readonly bytes: number
  /** Of one data record. */
  readonly recordBytes: number
}

const mostSignals = 1024

/**
 * Reads the header of an EDF or EDF+ file (Kemp et al. 1992; Kemp and Olivan 2003).
 *
 * @param name - of the file, for messages
 * @throws DataError naming the field, what it holds and what it must hold
 */
export function readHeader(bytes: Uint8Array, name: string): Header {
  if (bytes.length < bytesPerSignal) {
    throw new DataError(
      `${name} has ${bytes.length} bytes; the header of an EDF file alone has ${bytesPerSignal}`,
    )
  }
  const text = (at: number, width: number) =>
    Buffer.from(bytes.subarray(at, at + width))
      .toString('latin1')
      .trim()
  const field = {} as Record<keyof typeof recordingFields, string>
  let at = 0
  for (const [key, width] of Object.entries(recordingFields)) {
    field[key as keyof typeof recordingFields] = text(at, width)
    at += width
  }
  if (field.version !== '0') {
    throw new DataError(
      `${name} is no EDF file: it begins with ${JSON.stringify(field.version)} instead of "0"` +
        (bytes[0] === 0xff ? '; it looks like BDF, whose samples have 24 bits' : ''),
    )
  }
  const number = (what: string, value: string, least: number, most: number, whole = true): number => {
    const parsed = value === '' ? Number.NaN : Number(value)
    if (parsed >= least && parsed <= most && (!whole || Number.isInteger(parsed))) return parsed
    throw new DataError(
      `${name}: the header's ${what} is ${JSON.stringify(value)}; it must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
    )
  }
  const count = number('number of signals', field.signals, 1, mostSignals)
  const headerBytes = number('size of the header', field.headerBytes, 1, bytesPerSignal * (mostSignals + 1))
  if (headerBytes !== bytesPerSignal * (count + 1)) {
    throw new DataError(
      `${name}: the header says that it has ${headerBytes} bytes; with ${count} signals it has ${bytesPerSignal * (count + 1)}`,
    )
  }
  if (bytes.length < headerBytes) {
    throw new DataError(
      `${name} is truncated: ${bytes.length} bytes, of which the header needs ${headerBytes}`,
    )
  }
  const columns = {} as Record<keyof typeof signalFields, string[]>
  for (const [key, width] of Object.entries(signalFields)) {
    columns[key as keyof typeof signalFields] = Array.from({ length: count }, (_, s) =>
      text(at + s * width, width),
    )
    at += width * count
  }
  const signals = columns.label.map((label, s): SignalHeader => {
    const of = (what: keyof typeof signalFields, least: number, most: number, whole: boolean) =>
      number(`${what} of signal ${s + 1} (${label})`, columns[what][s], least, most, whole)
    const signal = {
      label,
      unit: columns.unit[s],
      physicalMinimum: of('physicalMinimum', -1e12, 1e12, false),
      physicalMaximum: of('physicalMaximum', -1e12, 1e12, false),
      digitalMinimum: of('digitalMinimum', -32_768, 32_767, true),
      digitalMaximum: of('digitalMaximum', -32_768, 32_767, true),
      samples: of('samples', 1, 1e7, true),
    }
    if (signal.digitalMinimum >= signal.digitalMaximum || signal.physicalMinimum === signal.physicalMaximum) {
      throw new DataError(`${name}: signal ${s + 1} (${label}) has minima that do not differ from its maxima`)
    }
    return signal
  })
  const recordBytes = 2 * signals.reduce((sum, { samples }) => sum + samples, 0)
  const present = Math.floor((bytes.length - headerBytes) / recordBytes)
  const records = number('number of data records', field.records, -1, 1e9)
  if (records >= 0 && bytes.length < headerBytes + records * recordBytes) {
    throw new DataError(
      `${name} is truncated: it has ${bytes.length} bytes; its ${records} data records need ${headerBytes + records * recordBytes}`,
    )
  }
  return {
    records: records < 0 ? present : records,
    recordSeconds: number('duration of a data record', field.recordSeconds, 0, 1e6, false),
    signals,
    bytes: headerBytes,
    recordBytes,
  }
}
