import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'atoll-command-'))
afterAll(() => rmSync(directory, { recursive: true }))
mkdirSync(join(directory, 'bikes'))
writeFileSync(join(directory, 'bikes/hour.csv'), 'a,b\n')

const env = { ...process.env, ATOLL_HOME: join(directory, 'home'), KUBECONFIG: '' }

function start(args: readonly string[], stdin: 'ignore' | number = 'ignore') {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'atoll.ts'), ...args], {
    env,
    stdio: [stdin, 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk
  })
  const ended = once(child, 'close').then(([code]) => ({ code, stderr }))
  return { child, ended }
}

describe('bad input is explained without a trace of the program, and exits with 2', () => {
  test.each([
    ['data without its columns', ['train', 'bikes', '--local', '--data', directory], 'columns missing'],
    ['a parameter', ['train', 'bikes', '--local', '--parameters', '{"trees": 5}'], '"trees"'],
    ['no object of parameters', ['train', 'bikes', '--local', '--parameters', '7'], 'must be an object'],
    ['parameters', ['train', 'bikes', '--local', '--parameters', '{'], '--parameters is not JSON'],
    ['a stack', ['status', '--stack', 'lco'], 'Allowed choices are dev, loc, prod, stage'],
    ['a directory', ['up', '--data', join(directory, 'bikes')], "none of the workloads' files"],
    ['a request without its fields', ['predict', 'bikes', '--humidity', '60'], 'hour is missing, and must be'],
    ['a request twice', ['predict', 'bikes', '{}', '--humidity', '60'], 'as JSON and as options'],
    ['a number of lines', ['logs', 'bikes', '--tail', 'all'], 'a whole number'],
  ])('%s', async (_name, args, message) => {
    const { code, stderr } = await start(args).ended
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(code).toBe(2)
  })

  test('standard input that cannot be read', async () => {
    const { code, stderr } = await start(['predict', 'bikes', '-'], openSync(directory, 'r')).ended
    expect(stderr).toMatch(/^standard input cannot be read: EISDIR.*\n$/)
    expect(code).toBe(2)
  })
})

test('an interrupted local training ends at the latest after the step under way', async () => {
  const { child, ended } = start(['train', 'bikes', '--local', '--parameters', '{"iterations": 5000}'])
  child.stderr!.once('data', () => child.kill('SIGINT'))
  const { code, stderr } = await ended
  expect(stderr).toMatch(/ clean /)
  expect(stderr).not.toContain('evaluate')
  expect(code).toBe(130)
})

test('a reader that leaves early ends the command quietly', async () => {
  const { child, ended } = start(['--help'])
  child.stdout!.destroy()
  expect(await ended).toEqual({ code: 0, stderr: '' })
})
