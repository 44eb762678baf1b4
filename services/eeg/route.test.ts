import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, startServer } from '../runtime/testing/startServer.ts'
import { clean, segmentSamples, type Trial } from './clean.ts'
import { generate } from './generate.ts'
import { type EegModel, evaluateModel } from './model.ts'
import { parameters } from './parameters.ts'
import { splitTrials } from './split.ts'
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

  test('of no segment says which channels are expected', async () => {
    const { body } = await classify([])
    expect(body).toEqual({ labels: [], scores: [], channels: later[0].channels })
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
  expect(Array.from(monitored!.features(model, { segments: [] }))).toEqual(Array(4).fill(Number.NaN))
})
