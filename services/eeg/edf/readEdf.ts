import { DataError } from '../../runtime/errors.ts'
import { type Annotation, annotationLabel, type Recording, type Signal } from './edf.ts'
import { type Header, readHeader } from './readHeader.ts'

/**
 * Reads a recording in EDF or EDF+ (Kemp et al. 1992; Kemp and Olivan 2003): its signals in physical units, and its
 * annotations. Recordings with gaps (EDF+D) are refused.
 *
 * @param name - of the file, for messages
 * @throws DataError if the file is truncated, is none of these, or says something that cannot be
 */
export function readEdf(bytes: Uint8Array, name: string): Recording {
  const header = readHeader(bytes, name)
  const { records, recordSeconds, signals } = header
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read: Signal[] = []
  const annotations: Annotation[] = []
  let offset = 0
  for (const signal of signals) {
    const start = header.bytes + offset
    const placeOf = (record: number) => start + record * header.recordBytes
    offset += 2 * signal.samples
    if (signal.label === annotationLabel) {
      const lists = Array.from({ length: records }, (_, record) =>
        bytes.subarray(placeOf(record), placeOf(record) + 2 * signal.samples),
      )
      annotations.push(...readAnnotations(lists, header, name))
      continue
    }
    if (recordSeconds === 0) {
      throw new DataError(`${name}: data records last 0 seconds, so ${signal.label} has no sample rate`)
    }
    const { physicalMinimum, physicalMaximum, digitalMinimum, digitalMaximum } = signal
    const gain = (physicalMaximum - physicalMinimum) / (digitalMaximum - digitalMinimum)
    const samples = new Float64Array(records * signal.samples)
    for (let record = 0, i = 0; record < records; record++) {
      const place = placeOf(record)
      for (let s = 0; s < signal.samples; s++, i++) {
        samples[i] = (view.getInt16(place + 2 * s, true) - digitalMinimum) * gain + physicalMinimum
      }
    }
    const { label, unit } = signal
    read.push({ label, unit, sampleRate: signal.samples / recordSeconds, samples })
  }
  return {
    signals: read,
    annotations: annotations.sort((a, b) => a.onset - b.onset),
    duration: records * recordSeconds,
  }
}

/** Time-stamped annotation lists: `+12.5<21>4.1<20>T1<20><0>`; the first of each record says when the record began. */
function readAnnotations(lists: readonly Uint8Array[], header: Header, name: string): Annotation[] {
  const annotations: Annotation[] = []
  let first = 0
  lists.forEach((list, record) => {
    const stamped = Buffer.from(list).toString('utf8').split('\0').filter(Boolean)
    stamped.forEach((text, position) => {
      const [time, ...texts] = text.split('\x14')
      const [onsetText, durationText] = time.split('\x15')
      const onset = Number(onsetText)
      const duration = durationText === undefined ? undefined : Number(durationText)
      if (
        !/^[+-]\d/.test(onsetText) ||
        !Number.isFinite(onset) ||
        (duration !== undefined && !(duration >= 0))
      ) {
        throw new DataError(
          `${name}: data record ${record + 1} has an annotation at ${JSON.stringify(time.slice(0, 40))}; ` +
            'it must begin with + or - and seconds, as +12.5',
        )
      }
      if (position === 0 && texts[0] === '') {
        if (record === 0) first = onset
        const expected = first + record * header.recordSeconds
        if (header.recordSeconds > 0 && Math.abs(onset - expected) > 1e-3) {
          throw new DataError(
            `${name} has a gap: data record ${record + 1} begins at ${onset} s instead of ${expected} s; ` +
              'only continuous recordings (EDF, EDF+C) are read',
          )
        }
      }
      for (const text of texts) {
        if (text !== '')
          annotations.push({ onset: onset - first, ...(duration !== undefined && { duration }), text })
      }
    })
  })
  return annotations
}
