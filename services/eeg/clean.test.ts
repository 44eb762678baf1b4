import { describe, expect, test } from 'vitest'
import { packArchive, packRecordings, unpackArchive } from './archive.ts'
import { clean, rules, segmentSamples } from './clean.ts'
import { writeEdf } from './edf/writeEdf.ts'
import { labelOf } from './labels.ts'
import { realRecordings } from './testing/realRecordings.ts'
import { type ShortOptions, shortRecording } from './testing/shortRecording.ts'

const edf = (options: ShortOptions = {}) => writeEdf(shortRecording(options))
const archive = (...recordings: ShortOptions[]) =>
  packArchive(recordings.map((options, i) => ({ name: `R0${i}.edf`, bytes: edf({ seed: i, ...options }) })))
const noRule = Object.fromEntries(Object.keys(rules).map((name) => [name, 0]))
const cue = (onset: number, text: string) => ({ onset, text })

describe('recordings', () => {
  test('are cut into segments of 3 s at 250 Hz, in µV, after each cue', async () => {
    const { examples, rowsRead, rules: counts } = await clean(archive({}))
    expect([rowsRead, counts]).toEqual([4, noRule])
    expect(examples.map(({ onset, label }) => [onset, label])).toEqual([
      [1, 'left'],
      [5, 'right'],
      [9, 'left'],
      [13, 'right'],
    ])
    expect(examples[0]).toMatchObject({ recording: 'R00.edf', channels: ['C3', 'Cz', 'C4'] })
    expect(examples[0].samples).toHaveLength(3 * segmentSamples)
  })

  test('at 250 Hz are taken as they are, whatever their unit', async () => {
    const options = { sampleRate: 250, seconds: 18 }
    const [micro] = (await clean(archive(options))).examples
    const [milli] = (await clean(archive({ ...options, unit: 'mV', amplitude: () => 0.02 }))).examples
    const { samples } = shortRecording({ ...options, seed: 0 }).signals[0]
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
    expect(micro.samples[100]).toBeCloseTo(samples[350] - mean, 1)
    expect(milli.samples[100]).toBeCloseTo(micro.samples[100], -1)
  })

  test('have electrodes by their names, without the eyes, the heart and what is not in volts', async () => {
    const channels = ['EEG Fc5.', 'Cz..', 'EOG-left', 'ECG', 'C4']
    const { examples } = await clean(archive({ channels }))
    expect(examples[0].channels).toEqual(['Fc5', 'Cz', 'C4'])
    await expect(clean(archive({ unit: '%' }))).rejects.toThrow('R00.edf has no EEG channel')
    await expect(clean(archive({ channels: ['Cz', 'Cz.'] }))).rejects.toThrow(
      'R00.edf has the channel Cz twice',
    )
  })

  test('must have the same channels', async () => {
    await expect(clean(archive({}, { channels: ['C3', 'Cz', 'Pz'] }))).rejects.toThrow(
      'R01.edf lacks C4 and has Pz besides, compared with R00.edf',
    )
    await expect(clean(archive({}, { channels: ['C4', 'Cz', 'C3'] }))).rejects.toThrow(
      'another order of channels',
    )
  })
})

describe('rules', () => {
  test('leave out rest, other annotations, and segments that the recording ends in', async () => {
    const annotations = [cue(0, 'T0'), cue(1, 'T1'), cue(5, 'blink'), cue(9, 'T2'), cue(18, 'T2')]
    const { examples, rules: counts } = await clean(archive({ annotations }))
    expect(examples).toHaveLength(2)
    expect(counts).toEqual({
      ...noRule,
      rest_left_out: 1,
      other_annotation_left_out: 1,
      short_segment_dropped: 1,
    })
  })

  test('drop segments with a flat channel or an artefact, and recordings that are there twice', async () => {
    const good = edf()
    const files = [
      { name: 'a.edf', bytes: good },
      { name: 'b.edf', bytes: edf({ amplitude: (c) => (c === 1 ? 0 : 20) }) },
      { name: 'c.edf', bytes: edf({ amplitude: (c) => (c === 1 ? 900 : 20) }) },
      { name: 'd.edf', bytes: good },
    ]
    const { examples, rowsRead, rules: counts } = await clean(packArchive(files))
    expect([examples.length, rowsRead]).toEqual([4, 16])
    expect(counts).toEqual({
      ...noRule,
      flat_channel_dropped: 4,
      artefact_dropped: 4,
      repeated_recording_dropped: 4,
    })
  })

  test('need two labels', async () => {
    await expect(clean(archive({ annotations: [cue(1, 'T1'), cue(5, 'T1')] }))).rejects.toThrow(
      '2 usable segments of 2 annotations, with the labels: left; segments of two labels or more are needed',
    )
    await expect(clean(archive({ annotations: [] }))).rejects.toThrow('with the labels: none')
    await expect(clean(archive({ annotations: [cue(1, 'T0'), cue(18, 'T2')] }))).rejects.toThrow(
      'rest_left_out 1 (an annotation of rest); short_segment_dropped 1 (the recording ends less than 3 s',
    )
  })
})

test('labels are those of public sets', () => {
  expect(
    ['T1', 'T2', '769', '770', '771', '772', 'Left hand', 'T0'].map((text) => labelOf(text, 'S001R04.edf')),
  ).toEqual(['left', 'right', 'left', 'right', 'feet', 'tongue', 'left', undefined])
  expect(['T1', 'T2'].map((text) => labelOf(text, 'files/S001R06.edf'))).toEqual(['fists', 'feet'])
})

describe('archives', () => {
  const dataFile = (name: string, bytes: Uint8Array) => ({
    name,
    bytes: bytes.length,
    read: async () => bytes,
  })

  test('hold the recordings of a folder, and no other file of it', async () => {
    const packed = await packRecordings([
      dataFile('S001/R04.edf', edf()),
      dataFile('README', Buffer.from('x')),
      dataFile('S001/R08.EDF', edf({ seed: 2 })),
    ])
    expect(await unpackArchive(packed)).toEqual([
      { name: 'S001/R04.edf', bytes: edf() },
      { name: 'S001/R08.EDF', bytes: edf({ seed: 2 }) },
    ])
    expect(await packRecordings([dataFile('all.tar', packed)])).toBe(packed)
    await expect(packRecordings([dataFile('README', Buffer.from('x'))])).rejects.toThrow(
      'files that end in .edf',
    )
  })

  test('may be one bare recording', async () => {
    expect((await clean(edf())).examples).toHaveLength(4)
  })

  test.each([
    ['empty', new Uint8Array(), 'the file is empty'],
    [
      'text',
      new TextEncoder().encode('onset,label\n'.repeat(100)),
      'neither a recording (EDF) nor a whole tar archive',
    ],
    ['truncated', archive({}).slice(0, 5000), 'neither a recording (EDF) nor a whole tar archive'],
    [
      'without recordings',
      packArchive([{ name: 'README', bytes: Buffer.from('hello') }]),
      'the archive has no recording',
    ],
    ['of something else', packArchive([{ name: 'x.edf', bytes: Buffer.from('hello') }]), 'x.edf has 5 bytes'],
  ])('that are %s are refused', async (_, bytes, message) => {
    await expect(clean(bytes)).rejects.toThrow(message)
  })
})

test.skipIf(realRecordings === undefined)(
  'three runs of a real person have 45 cues of 64 channels',
  async () => {
    const { examples, rowsRead, rules: counts } = await clean(packArchive(realRecordings!))
    expect(rowsRead).toBe(90)
    expect(counts).toEqual({ ...noRule, rest_left_out: 45 })
    expect(Map.groupBy(examples, ({ label }) => label).get('left')).toHaveLength(23)
    expect(examples[0].channels).toHaveLength(64)
  },
)
