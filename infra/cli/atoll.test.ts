import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'atoll-command-'))
afterAll(() => rmSync(directory, { recursive: true }))
mkdirSync(join(directory, 'bikes'))
writeFileSync(join(directory, 'bikes/hour.csv'), 'a,b\n')

const env = { ...process.env, ATOLL_HOME: join(directory, 'home'), KUBECONFIG: '' }

function start(args: readonly string[], stdin: 'ignore' | number = 'ignore', more: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'atoll.ts'), ...args], {
    env: { ...env, ...more },
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
    [
      'a stack that is not for the lab',
      ['up', '--stack', 'prod'],
      'one node, is for stack loc only: set KUBECONFIG to the file of that cluster; `npm run preview -- prod`',
    ],
    ['a directory', ['up', '--data', join(directory, 'bikes')], "none of the workloads' files"],
    [
      'a request without its fields',
      ['predict', 'bikes', '--humidity', '60'],
      'hour is missing, and must be',
    ],
    ['a request twice', ['predict', 'bikes', '{}', '--humidity', '60'], 'as JSON and as options'],
    ['a parameter as option', ['train', 'bikes', '--local', '--maxIter', '1.5'], 'maxIter is 1.5, and must'],
    ['parameters twice', ['train', 'bikes', '--parameters', '{}', '--seed', '2'], 'as JSON and as options'],
    ['a duration', ['logs', '--since', '5'], '30s, 10m, 2h or 1d'],
    ['a number of lines', ['logs', 'bikes', '--tail', 'all'], 'a whole number'],
  ])('%s', async (_name, args, message) => {
    const { code, stderr } = await start(args).ended
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(code).toBe(2)
  })

  test.each([
    [
      ['predict', 'bikes', 'X', '60'],
      { hour: 'true', humidity: 'true' },
      'predict',
      '--hour, --humidity',
      'predict -- bikes --hour ... --humidity ...',
    ],
    [['down'], { delete: 'true' }, 'down', '--delete', 'down -- --delete'],
    [
      ['up'],
      { repair_drift: 'true', registry: 'https://r.example' },
      'atoll',
      '--repair-drift',
      'atoll -- up --repair-drift',
    ],
  ])('options that npm kept for itself: %j %j', async (args, kept, npm_lifecycle_event, named, meant) => {
    const settings = Object.entries(kept).map(([key, value]) => [`npm_config_${key}`, value])
    const more = { npm_lifecycle_event, ...Object.fromEntries(settings) }
    const { code, stderr } = await start(args, 'ignore', more).ended
    expect(stderr).toBe(
      `npm kept ${named} for itself: with npm, options come after \`--\`: npm run ${meant}\n`,
    )
    expect(code).toBe(2)
  })

  test('standard input that cannot be read', async () => {
    const { code, stderr } = await start(['predict', 'bikes', '-'], openSync(directory, 'r')).ended
    expect(stderr).toMatch(/^standard input cannot be read: EISDIR.*\n$/)
    expect(code).toBe(2)
  })
})

describe('a cluster of one’s own', () => {
  const KUBECONFIG = join(directory, 'dead.yaml')
  writeFileSync(
    KUBECONFIG,
    JSON.stringify({
      'current-context': 'a',
      contexts: [{ name: 'a', context: { cluster: 'a' } }],
      clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:9' } }],
    }),
  )

  test.each([
    ['status'],
    ['logs', 'bikes'],
    ['train', 'bikes'],
    ['up', '--registry', 'r'],
    ['down', '--delete'],
  ])('that cannot be reached is named with its address: %s', async (...args) => {
    const { code, stderr } = await start(args, 'ignore', { KUBECONFIG }).ended
    expect(stderr).toBe(
      `The Kubernetes API server https://127.0.0.1:9 (from ${KUBECONFIG}, context a) is unreachable: connection refused.\n`,
    )
    expect(code).toBe(3)
  })

  test('is not stopped', async () => {
    const { code, stderr } = await start(['down'], 'ignore', { KUBECONFIG }).ended
    expect(stderr).toContain('a cluster of your own, so there is no lab to stop')
    expect(code).toBe(2)
  })

  test('has no drift of a stack that was never built there, which leaves nothing behind', async () => {
    const home = join(directory, 'unbuilt')
    const { code, stderr } = await start(['drift', 'prod'], 'ignore', { KUBECONFIG, ATOLL_HOME: home }).ended
    expect(stderr).toMatch(
      /^stack prod is not up on the cluster of .*; `npm run up -- --stack prod` builds it\n$/,
    )
    expect(code).toBe(3)
    expect(existsSync(join(home, 'pulumi'))).toBe(false)
  })

  test('keeps what is there when this machine knows no stack', async () => {
    const server = createServer((_, answer) => answer.end('{}')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const own = join(directory, 'own.yaml')
    const { port } = server.address() as AddressInfo
    const kubeconfig = readFileSync(KUBECONFIG, 'utf8')
    writeFileSync(own, kubeconfig.replace('https://127.0.0.1:9', `http://127.0.0.1:${port}`))
    const { code, stderr } = await start(['down', '--delete'], 'ignore', { KUBECONFIG: own }).ended
    server.close()
    expect(stderr).toMatch(/^nothing was destroyed: .* knows no stack loc/)
    expect(code).toBe(3)
  })
})

test('a directory that cannot be written is named in one line', async () => {
  const data = { ATOLL_HOME: '/dev/null/atoll', ATOLL_CACHE: '/dev/null/atoll' }
  const { code, stderr } = await start(['pulumi', 'whoami'], 'ignore', data).ended
  expect(stderr).toMatch(/^\/dev\/null\S* cannot be written: .*\. ATOLL_HOME and ATOLL_CACHE can name .*\n$/)
  expect(code).toBe(1)
})

test('help lists the parameters of a training with their defaults', async () => {
  const { child, ended } = start(['train', 'bikes', '--help'])
  const help = await text(child.stdout!)
  expect(help).toMatch(/--maxIter <number> +trees of the boosting \(default: 400\)/)
  expect((await ended).code).toBe(0)
})

test('an interrupted local training ends at the latest after the step under way', async () => {
  const { child, ended } = start(['train', 'bikes', '--local', '--parameters', '{"maxIter": 5000}'])
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
