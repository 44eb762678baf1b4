import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chartArguments, chartSource, loginOf } from './chartSource.ts'
import { helm } from './helm.ts'

const directory = mkdtempSync(join(tmpdir(), 'atoll-charts-'))
const password = 'known to few'
const wanted = `Basic ${Buffer.from(`reader:${password}`).toString('base64')}`

/** A repository of charts that asks for a login. */
const server = createServer((request, response) => {
  const file = join(directory, request.url!)
  const status = request.headers.authorization !== wanted ? 401 : existsSync(file) ? 200 : 404
  response.writeHead(status).end(status === 200 ? readFileSync(file) : '')
})
let repo: string

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  repo = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const traps = resolve(import.meta.dirname, '../../testing/charts/traps')
  await helm(['package', traps, '--destination', directory], {})
  await helm(['repo', 'index', directory, '--url', repo], {})
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(directory, { recursive: true })
})

const show = (login: object) => {
  const source = chartSource({ chart: 'traps', repositoryOpts: { repo, ...login } }, 'traps', 'default')
  return helm(['show', 'chart', ...chartArguments(source)], { login: loginOf(source) })
}

test('a chart is had from a repository that asks for a login', async () => {
  expect(await show({ username: 'reader', password })).toMatch(/^name: traps$/m)
  await expect(show({ username: 'reader', password: 'guessed' })).rejects.toThrow('401 Unauthorized')
  await expect(show({})).rejects.toThrow('401 Unauthorized')
})

test.each([
  ['a repository', { chart: 'traps', repo: 'https://charts.example' }, ['repo', 'add']],
  [
    'a registry',
    { chart: 'oci://registry.example:5000/charts/traps' },
    ['registry', 'login', 'registry.example:5000'],
  ],
])('the password for %s stands in no argument', (_, { chart, ...rest }, verb) => {
  const source = chartSource(
    { chart, repositoryOpts: { ...rest, username: 'reader', password } },
    'traps',
    'default',
  )
  const login = loginOf(source)!
  expect(login.args.slice(0, verb.length)).toEqual(verb)
  expect(login.password).toBe(password)
  expect([...login.args, ...chartArguments(source)].join(' ')).not.toContain(password)
})

test('a login that is for nothing is refused', () => {
  const source = chartSource(
    { chart: './traps', repositoryOpts: { username: 'reader', password } },
    'traps',
    'default',
  )
  expect(() => loginOf(source)).toThrow('it is not known where to log in')
})
