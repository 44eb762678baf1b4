import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clean } from '../../bikes/clean.ts'
import { generate } from '../../bikes/generate.ts'
import { bikes } from '../../bikes/workload.ts'
import { decodeModel, encodeModel } from '../../learn/modelFile.ts'
import { UnavailableError } from '../errors.ts'
import { sha256 } from '../sha256.ts'
import { linearModel, linearWorkload } from '../testing/linearWorkload.ts'
import { memorySource } from '../testing/memorySource.ts'
import { until } from '../testing/until.ts'
import type { AnyWorkload } from '../workload.ts'
import { modelCache } from './modelCache.ts'
import { modelHolder } from './modelHolder.ts'
import { registrySource } from './modelSource.ts'

function setUp({ folder, workload = linearWorkload }: { folder?: string; workload?: AnyWorkload } = {}) {
  const failures: string[] = []
  const loads: string[] = []
  const source = memorySource()
  const metrics = {
    modelLoaded: (version: string) => loads.push(version),
    reloadFailed: (reason: string) => failures.push(reason),
  }
  const holder = modelHolder(workload, source, {
    metrics,
    log: pino({ level: 'silent' }),
    pollMs: 1,
    longestPollMs: 1,
    retryMs: 0,
    ...(folder !== undefined && { cache: modelCache(folder, workload.name) }),
  })
  return { source, holder, failures, loads }
}

const quick = bikes.training.parameters.parse({ maxIter: 5 })

const serving = ({ current }: { current: { version: string; model: { intercept: number } } | undefined }) =>
  current && [current.version, current.model.intercept]

describe('modelHolder', () => {
  test('has no model before one is released, then the newest', async () => {
    const { source, holder, loads } = setUp()
    await holder.poll()
    expect(holder.current).toBeUndefined()
    source.release('1', linearModel(10))
    await holder.poll()
    expect(serving(holder)).toEqual(['1', 10])
    source.release('2', linearModel(20))
    await holder.poll()
    expect(serving(holder)).toEqual(['2', 20])
    source.release('1', linearModel(10))
    await holder.poll()
    expect(serving(holder)).toEqual(['1', 10])
    expect(loads).toEqual(['1', '2', '1'])
  })

  test('reads a release once', async () => {
    const { source, holder } = setUp()
    source.release('1', linearModel(10))
    for (let i = 0; i < 3; i++) await holder.poll()
    expect(source.reads).toBe(1)
  })

  test.each([
    ['of other bytes than were registered', linearModel(1), 'ab'.repeat(32)],
    ['truncated', linearModel(1).slice(0, 10), undefined],
    ['empty', new Uint8Array(), undefined],
    ['without a finite prediction', Buffer.from('{"weights":[1e308,1e308,1e308],"intercept":0}'), undefined],
  ])('keeps the old model when the new one is %s, and takes the one after', async (_, bytes, sha256) => {
    const { source, holder, failures } = setUp()
    source.release('1', linearModel(10))
    await holder.poll()
    source.release('2', bytes, sha256)
    await holder.poll()
    await holder.poll()
    expect(serving(holder)).toEqual(['1', 10])
    expect(failures).toEqual(['model', 'model'])
    source.release('3', linearModel(30))
    await holder.poll()
    expect(serving(holder)).toEqual(['3', 30])
  })

  test('keeps the old model when the new one is nonsense under a right checksum', async () => {
    const { source, holder, failures } = setUp({ workload: bikes })
    const good = bikes.encode(await bikes.training.train(clean(generate(1)).examples.slice(0, 2000), quick))
    source.release('1', good)
    await holder.poll()
    const { metadata, arrays } = decodeModel(good.slice(), 'bikes')
    const circles = { ...arrays, left: arrays.left.map((_, node) => Math.max(1, node)) }
    source.release('2', encodeModel({ kind: 'bikes', metadata, arrays: circles }))
    await holder.poll()
    expect(holder.current?.version).toBe('1')
    expect(failures).toEqual(['model'])
  })

  test('keeps the model while the source is down', async () => {
    const { source, holder, failures } = setUp()
    source.release('1', linearModel(10))
    await holder.poll()
    source.break(new TypeError('fetch failed'))
    await holder.poll()
    expect(serving(holder)).toEqual(['1', 10])
    expect(failures).toEqual(['source'])
    source.break(undefined)
    source.release('2', linearModel(20))
    await holder.poll()
    expect(serving(holder)).toEqual(['2', 20])
  })

  test('takes a store that gives no bytes for one outage, though the registry answers', async () => {
    const said: string[] = []
    const bytes = linearModel(10)
    let down = true
    const read = async () => {
      if (down) throw new UnavailableError('the object store does not answer')
      return bytes
    }
    const holder = modelHolder(
      linearWorkload,
      { latest: async () => ({ version: '1', sha256: sha256(bytes), read }) },
      {
        metrics: { modelLoaded: () => {}, reloadFailed: () => {} },
        log: pino({ base: null }, { write: (line) => said.push(JSON.parse(line).msg) }),
        pollMs: 1,
        longestPollMs: 1,
        retryMs: 0,
      },
    )
    for (let i = 0; i < 3; i++) await holder.poll()
    expect(said).toEqual(['the source of models does not answer'])
    down = false
    await holder.poll()
    expect(said.slice(1)).toEqual(['the source of models answers again', 'model in service'])
  })

  test('takes a version without its hash for a bad model, not for an outage', async () => {
    const failures: string[] = []
    const said: { msg: string; reason: string }[] = []
    const version = { version: '4', name: 'linear', source: 's3://linear/4', runId: 'r', tags: {} }
    const store = { get: () => Promise.reject(new Error('nothing is read')) }
    const source = registrySource('linear', { versionByAlias: async () => version }, store)
    const holder = modelHolder(linearWorkload, source, {
      metrics: { modelLoaded: () => {}, reloadFailed: (reason) => failures.push(reason) },
      log: pino({ base: null }, { write: (line) => said.push(JSON.parse(line)) }),
      pollMs: 1,
      longestPollMs: 1,
      retryMs: 1e9,
    })
    for (let i = 0; i < 3; i++) await holder.poll()
    expect(failures).toEqual(['model'])
    expect(said).toMatchObject([
      {
        msg: 'model not usable',
        version: '4',
        reason: 'version 4 of linear is registered without the tag sha256',
      },
    ])
  })

  test('waits longer after each failure of the same model', async () => {
    const { source } = setUp()
    const failures: string[] = []
    const holder = modelHolder(linearWorkload, source, {
      metrics: { modelLoaded: () => {}, reloadFailed: (reason) => failures.push(reason) },
      log: pino({ level: 'silent' }),
      pollMs: 1,
      longestPollMs: 1,
      retryMs: 1e9,
    })
    source.release('1', Buffer.from('spoilt'))
    for (let i = 0; i < 5; i++) await holder.poll()
    expect(source.reads).toBe(1)
    expect(failures).toEqual(['model'])
  })
})

describe('with a local copy', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atoll-cache-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const restart = async () => {
    const next = setUp({ folder })
    next.source.break(new TypeError('fetch failed'))
    next.holder.start()
    await until(() => next.failures.length > 0)
    next.holder.stop()
    return next
  }

  test('a restart serves what was served last, though the source is down', async () => {
    const { source, holder } = setUp({ folder })
    for (const version of ['1', '2']) {
      source.release(version, linearModel(Number(version)))
      await holder.poll()
    }
    expect(serving((await restart()).holder)).toEqual(['2', 2])
    expect((await readdir(folder)).filter((file) => file.endsWith('.model'))).toHaveLength(1)
  })

  test('a spoilt copy is not served', async () => {
    const { source, holder } = setUp({ folder })
    source.release('1', linearModel(1))
    await holder.poll()
    const [file] = (await readdir(folder)).filter((name) => name.endsWith('.model'))
    await writeFile(join(folder, file), linearModel(2))
    expect((await restart()).holder.current).toBeUndefined()
    await writeFile(join(folder, 'linear.json'), '{"version":')
    expect((await restart()).holder.current).toBeUndefined()
  })

  test('a folder that cannot be written does not stop serving', async () => {
    const { source, holder } = setUp({ folder: '/dev/null/none' })
    source.release('1', linearModel(1))
    await holder.poll()
    expect(serving(holder)).toEqual(['1', 1])
  })
})
