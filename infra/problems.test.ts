import { expect, test } from 'vitest'
import { z } from 'zod'
import { ConfigError, compare, nearest, show, suggestion, together } from './problems.ts'

const cores = z.int().describe('a whole number')
const schema = z.strictObject({
  nodes: z.strictObject({ cores }).optional(),
  list: z.array(cores).optional(),
})

test('a value that is right is given back', () => {
  expect(compare(schema, { nodes: { cores: 2 } })).toEqual({ value: { nodes: { cores: 2 } }, problems: [] })
})

test('each wrong field is named with its path, its value and what would be right', () => {
  expect(compare(schema, { nodes: { cores: 'two', cpu: 1 }, list: [1, null] }).problems).toEqual([
    { path: 'list.1', message: 'null is not right; expected a whole number' },
    { path: 'nodes.cores', message: '"two" is not right; expected a whole number' },
    { path: 'nodes.cpu', message: 'unknown key; known are cores' },
  ])
})

test('an error lists all problems, a line each', () => {
  const error = new ConfigError('stacks/Pulumi.loc.yaml', [
    { path: 'a', message: 'x' },
    { path: 'b.c', message: 'y' },
  ])
  expect(error.message).toBe('stacks/Pulumi.loc.yaml: 2 errors\n  a: x\n  b.c: y')
})

test('a slip of the keys finds the name that was meant, a strange word finds none', () => {
  const known = ['nodePorts', 'nodes', 'parts']
  expect(nearest('nodeport', known)).toBe('nodePorts')
  expect(nearest('prats', known)).toBe('parts')
  expect(nearest('kafka', known)).toBeUndefined()
  expect(suggestion('kafka', known)).toBe('known are nodePorts, nodes, parts')
})

test('a long value is shortened', () => {
  expect(show('x'.repeat(100))).toHaveLength(60)
})

const wrong = (file: string, path: string) => async () => {
  throw new ConfigError(file, [{ path, message: 'is missing' }])
}

test('what is wrong in several files is said at once, each under its name', async () => {
  const checks = [wrong('images.json', 'images.minio'), async () => 1, wrong('charts.json', 'loki')] as const
  const error: unknown = await together([...checks]).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ConfigError)
  expect(error).toMatchObject({
    message: 'images.json: 1 error\n  images.minio: is missing\ncharts.json: 1 error\n  loki: is missing',
    problems: [{ path: 'images.minio' }, { path: 'loki' }],
  })
})

test('a check that fails for another reason is not hidden by what is wrong in a file', async () => {
  const broken = async () => {
    throw new TypeError('a bug')
  }
  await expect(together([wrong('images.json', 'images'), broken])).rejects.toThrow(TypeError)
})
