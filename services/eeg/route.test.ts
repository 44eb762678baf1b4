import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, startServer } from '../runtime/testing/startServer.ts'
import { clean, segmentSamples, type Trial } from './clean.ts'
import type { Annotation } from './edf/edf.ts'
import { writeEdf } from './edf/writeEdf.ts'
import { generate } from './generate.ts'
import { type EegModel, evaluateModel } from './model.ts'
import { parameters } from './parameters.ts'
import { recordingRequest } from './recordingRequest.ts'
import type { EegRequest } from './route.ts'
import { splitTrials } from './split.ts'
import { shortRecording } from './testing/shortRecording.ts'
import { montage } from './truth.ts'
import { eeg } from './workload.ts'

let later: readonly Trial[]
let server: Awaited<ReturnType<typeof startServer>>
let accuracy: number
let model: EegModel
beforeAll(async () => {
  const { examples } = await clean(generate(1))
  const { train, test: held } = splitTrials(examples)
  later = held
  model = await eeg.training.train(train, parameters.parse({}))
  accuracy = evaluateModel(model, later).accuracy
  server = await startServer({ workload: eeg, model: eeg.encode(model) })
})
afterAll(() => server.drain())

interface OpenApi {
  readonly paths: Readonly<
    Record<string, { post: { requestBody: { content: { 'application/json': { example: EegRequest } } } } }>
  >
}

const rowsOf = ({ samples, channels }: Trial) =>
  channels.map((_, c) => Array.from(samples.subarray(c * segmentSamples, (c + 1) * segmentSamples)))
const classify = (segments: unknown) => post(`${server.url}/classify`, { segments })

async function classifyRaw(trials: readonly Trial[], shape: string) {
  const body = Buffer.concat(trials.map(({ samples }) => new Uint8Array(samples.buffer)))
  const response = await fetch(`${server.url}/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'tensor-shape': shape },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('POST /classify', () => {
  test('names the movement in each segment, with scores that agree', async () => {
    const { status, body } = await classify(later.map(rowsOf))
    expect(status).toBe(200)
    const labels = body.labels as string[]
    const scores = body.scores as Record<string, number>[]
    expect(labels.filter((label, s) => label === later[s].label).length / later.length).toBe(accuracy)
    scores.forEach((of, s) => {
      expect(of.left).toBe(-of.right)
      expect(of[labels[s]]).toBeGreaterThan(0)
    })
  })

  test('answers raw numbers the same', async () => {
    const raw = await classifyRaw(later, `${later.length},22,750`)
    expect(raw).toMatchObject({
      status: 200,
      body: { labels: (await classify(later.map(rowsOf))).body.labels },
    })
  })

  test('so does the tensor of the Open Inference Protocol', async () => {
    const { status, body } = await post(`${server.url}/v2/models/eeg/infer`, {
      inputs: [{ name: 'segments', datatype: 'FP32', shape: [1, 22, 750], data: [rowsOf(later[0])] }],
    })
    expect(status).toBe(200)
    const outputs = body.outputs as { data: unknown[] }[]
    expect(outputs[0].data).toEqual((await classify([rowsOf(later[0])])).body.labels)
    expect(outputs[1].data).toHaveLength(2)
  })

  test("takes the model's channels by their names, in any order and beside others", async () => {
    const { body } = await classify([rowsOf(later[0])])
    const channels = ['Oz', ...later[0].channels.map((name) => `EEG ${name.toUpperCase()}`)].reverse()
    const rows = [new Array(750).fill(0), ...rowsOf(later[0])].reverse()
    expect((await post(`${server.url}/classify`, { channels, segments: [rows] })).body).toEqual(body)
    expect(
      await post(`${server.url}/classify`, { channels: channels.slice(2), segments: [rows.slice(2)] }),
    ).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('channels lacks P2, POz, and must name all of the model') },
    })
    expect(await post(`${server.url}/classify`, { channels, segments: [rows.slice(1)] })).toMatchObject({
      status: 400,
      body: { error: 'segments.0 has 22 channels, and must have 23, as channels names them' },
    })
  })

  test.each(['classify', 'outlier', 'explain'])('/%s of no segment says what one is', async (path) => {
    expect(await post(`${server.url}/${path}`, { segments: [] })).toMatchObject({
      status: 400,
      body: {
        error: expect.stringContaining('must hold one segment or more, each of 22 channels: Fz, FC3,'),
      },
    })
  })

  test('is shown with an example that the model in service answers, and that is none of its outliers', async () => {
    const description = await fetch(`${server.url}/openapi.json`)
    const { paths } = (await description.json()) as OpenApi
    for (const path of ['/classify', '/outlier', '/explain']) {
      const { example } = paths[path].post.requestBody.content['application/json']
      expect(example.channels).toEqual(later[0].channels)
      const { status, body } = await post(server.url + path, example)
      expect(status).toBe(200)
      if (path === '/outlier') expect(body).toMatchObject({ outlier: false })
    }
  })

  test('answers a recording: what follows its cues, or all of it', async () => {
    const options = { channels: Object.keys(montage), seconds: 10 }
    const asked = (annotations: readonly Annotation[]) =>
      recordingRequest(writeEdf(shortRecording({ ...options, annotations })), 'a.edf')
    const cued = asked([1, 5, 9].map((onset) => ({ onset, text: onset < 4 ? 'T1' : 'T2' })))
    expect(cued.note).toBe('2 segments of a.edf; to be imagined was: left, right')
    expect(cued.request.segments).toHaveLength(2)
    expect((await post(`${server.url}/classify`, cued.request)).status).toBe(200)
    const answer = { labels: ['left', 'left'], scores: [{ left: 1, right: -1 }], channels: [] }
    expect(cued.judge?.(answer)).toBe('1 of 2 answers are what was to be imagined')
    const feet = asked([{ onset: 1, text: 'feet' }])
    expect(feet.judge?.(answer)).toBe('0 of 1 answers are what was to be imagined; the model knows no feet')
    expect(asked([])).toMatchObject({ note: '3 segments of a.edf', judge: undefined })
    expect(() =>
      recordingRequest(writeEdf(shortRecording({ ...options, seconds: 2, annotations: [] })), 'b'),
    ).toThrow('b has no segment of 3 s; it has 2 s')
  })

  test('refuses what is no segment of this person, and says what would be', async () => {
    const rows = rowsOf(later[0])
    expect(await classify([rows.slice(1)])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('segments.0 has 21 channels, and must have 22: Fz, FC3') },
    })
    expect(await classify([rows.with(3, rows[3].slice(0, 480))])).toMatchObject({
      status: 400,
      body: {
        error: expect.stringContaining('segments.0.3 has 480 samples, and must have 750: 3 s at 250 Hz'),
      },
    })
    expect(await classify([rows.with(7, new Array(750).fill(4))])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('segments.0.7, channel C3, is 4 throughout') },
    })
    expect(await classify([rows.map((row) => row.map((_, i) => (i % 2) * 1e-200))])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('is 0 throughout, and must vary') },
    })
    expect(await classify([rows.with(7, rows[7].with(5, -1e300))])).toMatchObject({
      status: 400,
      body: {
        error: expect.stringContaining('channel C3, reaches -1e+300 µV, and must stay within 1000000 µV'),
      },
    })
    expect(await classify([rows.with(0, rows[0].with(5, null as never))])).toMatchObject({ status: 400 })
    expect(await classifyRaw(later.slice(0, 1), '1,21,750')).toMatchObject({ status: 400 })
  })
})

describe('POST /explain', () => {
  test('names the electrodes over the hands first, and adds up to the score', async () => {
    for (const trial of later.slice(0, 4)) {
      const asked = { segments: [rowsOf(trial)] }
      const { status, body } = await post(`${server.url}/explain`, asked)
      expect(status).toBe(200)
      const scores = (await classify([rowsOf(trial)])).body.scores as Record<string, number>[]
      expect(body.prediction).toBeCloseTo(Math.max(...Object.values(scores[0])), 9)
      const contributions = body.contributions as { name: string; contribution: number }[]
      const sum = contributions.reduce((total, { contribution }) => total + contribution, 0)
      expect((body.baseline as number) + sum).toBeCloseTo(body.prediction as number, 6)
      expect(contributions).toHaveLength(22)
    }
  })

  test('of several segments is refused', async () => {
    expect(await post(`${server.url}/explain`, { segments: later.slice(0, 2).map(rowsOf) })).toMatchObject({
      status: 400,
      body: { error: 'segments holds 2 segments, and must hold one: one label is explained' },
    })
  })
})

test('what is watched of a request lies among what was trained on, unless its amplifier is another', () => {
  const { monitored } = eeg.serving
  const reference = monitored!.reference(model)
  const means = Array.from({ length: reference.length / 4 }, (_, s) => reference[4 * s])
  const [mean, spread, low, high] = monitored!.features(model, { segments: [rowsOf(later[0])] })
  expect(mean).toBeGreaterThan(Math.min(...means) - 0.2)
  expect(mean).toBeLessThan(Math.max(...means) + 0.2)
  expect([spread, mean - low, high - mean].every((value) => value > 0)).toBe(true)
  const louder = rowsOf(later[0]).map((row) => row.map((value) => 10 * value))
  expect(monitored!.features(model, { segments: [louder] })[0]).toBeCloseTo(mean + 2, 6)
})
