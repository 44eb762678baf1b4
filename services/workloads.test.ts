import { beforeAll, describe, expect, test } from 'vitest'
import { DataError } from './runtime/errors.ts'
import { workloadNamed, workloads } from './workloads.ts'

test('no two workloads share a name or a table of routes with one path twice', () => {
  const names = workloads.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const { serving } of workloads) {
    const paths = serving.routes.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  }
})

test('an unknown name is answered with those there are', () => {
  expect(() => workloadNamed('trams')).toThrow(/there is no workload "trams"; there is bikes, /)
})

describe.each(workloads.map((workload) => [workload.name, workload] as const))('%s', (name, workload) => {
  const { data, training, serving, card } = workload

  test('has a name, an owner and a file that buckets, labels and paths take', () => {
    expect(workload.owner).toMatch(/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/)
    expect(name).toMatch(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/)
    expect(data.file).toMatch(/^[a-z-]+\/[a-z.-]+$/)
  })

  test("answers examples that its routes' own schemas let through", () => {
    for (const { request, example, path } of serving.routes) {
      expect(path).toMatch(/^\/[a-z-]+$/)
      expect(request.safeParse(example).success).toBe(true)
    }
  })

  test('searches values that its training takes', () => {
    expect(training.parameters.safeParse({}).success).toBe(true)
    for (const [parameter, values] of Object.entries(training.tune?.space ?? {})) {
      expect(values.length).toBeGreaterThan(1)
      for (const value of values)
        expect(training.parameters.safeParse({ [parameter]: value }).error?.message).toBeUndefined()
    }
  })

  const bytes = data.generate(3)
  let cleaned: Awaited<ReturnType<typeof workload.clean>>
  beforeAll(async () => {
    cleaned = await workload.clean(bytes)
  })

  test('makes up the same data from the same seed, and splits it', () => {
    expect(Buffer.compare(bytes, data.generate(3))).toBe(0)
    expect(cleaned.rowsRead).toBeGreaterThan(0)
    const { train, test } = training.split(cleaned.examples)
    expect(train.length).toBeGreaterThan(test.length)
    const seen = new Set(train)
    expect(test.some((example) => seen.has(example))).toBe(false)
  })

  test.each([
    ['nothing', ''],
    ['one byte', 'x'],
    ['blank lines', '\n\n'],
    ['zeros', '\0'.repeat(2000)],
    ['no text', Uint8Array.from({ length: 2000 }, (_, i) => (i * 167) % 256)],
    ['JSON', '{"a": 1}'],
    ['a web page', '<!doctype html><html><body>404</body></html>'],
    ['the beginning of a header', bytes.subarray(0, 20)],
  ])('says what is wrong with a file of %s', async (_, content) => {
    const file = typeof content === 'string' ? new TextEncoder().encode(content) : content
    const error = await Promise.try(() => workload.clean(file)).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(DataError)
    expect((error as Error).message.length).toBeGreaterThan(15)
  })

  test('does not split one row', () => {
    expect(() => training.split(training.split(cleaned.examples).train.slice(0, 1))).toThrow(DataError)
  })

  test('says in its card what people must know', () => {
    for (const text of Object.values(card)) expect(text).toMatch(/^[A-Z].{60,}\.$/s)
  })

  test('is served in 256 MiB at most', () => {
    const [, mebibytes] = /^(\d+)Mi$/.exec(serving.resources.limits.memory) ?? []
    expect(Number(mebibytes)).toBeLessThanOrEqual(256)
  })
})
