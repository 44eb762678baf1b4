import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realDirectory, realFile } from '../../services/bikes/testing/realFile.ts'
import { scaleDemand } from '../../services/bikes/testing/scaleDemand.ts'
import { bikes } from '../../services/bikes/workload.ts'
import { workloadNamed, workloads } from '../../services/workloads.ts'
import { ensureTools } from '../lab/tools.ts'
import { readStackFile } from '../stackFile.ts'
import { startLoad } from './load/startLoad.ts'

/** The lab of this test, apart from one that the machine's user may have. */
const home = mkdtempSync(join(tmpdir(), 'atoll-e2e-'))
const { nodePorts } = readStackFile('loc', workloads)
const predictUrl = `http://127.0.0.1:30080${bikes.serving.routes[0].path}`

interface Ended {
  readonly code: number | null
  readonly out: string
}

/** Runs the command as `npm run` does. */
function atoll(...args: string[]): Promise<Ended> {
  return atollWith({}, ...args)
}

function atollWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'atoll.ts'), ...args], {
    env: { ...process.env, ATOLL_HOME: home, KUBECONFIG: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return ended(child)
}

function ended(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
    })
  return new Promise((done) => child.once('close', (code) => done({ code, out })))
}

/** A directory as `--data` takes it. */
function directoryWith(file: Uint8Array): string {
  const directory = mkdtempSync(join(home, 'data-'))
  mkdirSync(dirname(join(directory, bikes.data.file)))
  writeFileSync(join(directory, bikes.data.file), file)
  return directory
}

async function predictedBy(): Promise<{ status: number; version: string | null }> {
  const response = await fetch(predictUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bikes.serving.routes[0].example),
  })
  await response.arrayBuffer()
  return { status: response.status, version: response.headers.get('model-version') }
}

describe('one command from nothing to a served model', () => {
  let first: Ended
  beforeAll(async () => {
    first = await atoll('up', ...(realDirectory ? ['--data', realDirectory] : []))
  })
  afterAll(async () => {
    await atoll('down', '--delete')
    rmSync(home, { recursive: true, force: true })
  })

  test('up ends with a prediction, every address and the version that is served', () => {
    expect(first.out).toContain('Prediction of bikes: {"demand":')
    expect(first.out).toMatch(realFile ? /Data of bikes: .*hour\.csv/ : /Data of bikes: generated, seed 1/)
    expect(first.out).toMatch(/bikes +2\/2 +v1 +v1 +mae [\d.]+/)
    expect(first.out).toContain('npm run predict -- bikes')
    expect(first.code).toBe(0)
  })

  test.each(workloads.map(({ name }) => name))(
    '%s is served by every route, in less than 256 MB',
    async (name) => {
      for (const { path } of workloadNamed(name).serving.routes) {
        const answer = await atoll('predict', name, '--route', path, '--example')
        expect(answer).toMatchObject({ code: 0, out: expect.stringContaining('"version": "1"') })
      }
      const metrics = await (
        await fetch(`http://127.0.0.1:${nodePorts[name as keyof typeof nodePorts]}/metrics`)
      ).text()
      const [, bytes] = /^process_resident_memory_bytes(?:\{.*\})? (\S+)$/m.exec(metrics)!
      expect(Number(bytes)).toBeLessThan(256e6)
    },
  )

  test('published data are answered by the port of their name, from the version that all replicas have', async () => {
    for (const { published } of workloads.filter((workload) => workload.published !== undefined)) {
      const { name, example } = published!
      expect(first.out).toContain(`replicas answer from version`)
      const answer = await fetch(`http://127.0.0.1:${nodePorts[name]}${example}`)
      expect(answer.status).toBe(200)
      expect(first.out).toContain(answer.headers.get('data-version')!.slice(0, 12))
    }
  })

  test('up again finds nothing to do and says so', async () => {
    const again = await atoll('up', ...(realDirectory ? ['--data', realDirectory] : []))
    expect(again.out).toContain('Nothing had changed')
    expect(again.code).toBe(0)
  })

  test('up puts right what was deleted or scaled by hand', async () => {
    const { kubectl } = await ensureTools(['kubectl'])
    const byHand = (...args: string[]) =>
      execFileSync(kubectl, ['--kubeconfig', join(home, 'lab/kubeconfig'), ...args])
    byHand('delete', 'namespace', 'loc-bikes')
    byHand('-n', 'loc-prometheus', 'scale', 'statefulset', 'prometheus', '--replicas=0')
    expect(await atoll('train', 'bikes')).toMatchObject({
      code: 3,
      out: expect.stringContaining('not found; `npm run up` makes it again'),
    })
    const mended = await atoll('up', ...(realDirectory ? ['--data', realDirectory] : []))
    expect(mended.out).toMatch(/pulumi up: \d+ create, 1 update/)
    expect(mended.out).toContain('2 replicas serve version 1')
    expect(mended.code).toBe(0)
    expect(await atoll('status')).toMatchObject({ code: 0 })
  })

  test('the Pulumi CLI agrees that there is nothing to do, through the command and by hand', async () => {
    const args = ['preview', '-s', 'loc', '--expect-no-changes']
    const preview = await atoll('pulumi', ...args)
    expect(preview.out).toMatch(/\d+ unchanged/)
    expect(preview.code).toBe(0)
    const { pulumi } = await ensureTools(['pulumi'])
    const checkout = resolve(import.meta.dirname, '../..')
    const standIns = ['nodejs', 'kubernetes', 'random'].map((name) => `infra/lab/providers/${name}`)
    const directories = ['node_modules/.bin', ...standIns].map((path) => join(checkout, path))
    const copy = join(home, 'pulumi/workspaces/atoll/loc/Pulumi.loc.yaml')
    const byHand = spawn(pulumi, [...args, '--config-file', copy], {
      cwd: checkout,
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${home}/pulumi/state`,
        PULUMI_CONFIG_PASSPHRASE_FILE: join(home, 'pulumi/passphrase'),
        KUBECONFIG: join(home, 'lab/kubeconfig'),
        PATH: [...directories, process.env.PATH].join(':'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(await ended(byHand)).toMatchObject({ code: 0, out: expect.stringMatching(/\d+ unchanged/) })
  })

  test('for whoever else has its kubeconfig it is a cluster of their own, with nothing of theirs', async () => {
    const theirs = { ATOLL_HOME: join(home, 'theirs'), KUBECONFIG: join(home, 'lab/kubeconfig') }
    const said = async (...args: string[]) => atollWith(theirs, ...args)
    expect(await said('status')).toMatchObject({ code: 3, out: expect.stringContaining('is not up on') })
    expect(await said('down')).toMatchObject({ code: 2, out: expect.stringContaining('no lab to stop') })
    expect(await said('down', '--delete')).toMatchObject({
      code: 3,
      out: expect.stringContaining('nothing was destroyed'),
    })
    expect(existsSync(theirs.ATOLL_HOME)).toBe(false)
    expect((await predictedBy()).status).toBe(200)
  })

  test('status is healthy, and logs show what the replicas wrote', async () => {
    expect(await atoll('status')).toMatchObject({
      code: 0,
      out: expect.stringContaining('http://127.0.0.1:30500'),
    })
    expect(await atoll('logs', 'bikes')).toMatchObject({ code: 0, out: expect.stringMatching(/^bikes-/m) })
    expect((await atoll('logs', 'bikes')).out).toMatch(
      /^bikes-\S+ {2}20\S+Z INFO {2}model in service .*version=1/m,
    )
    expect((await atoll('logs', '--json')).out).toMatch(/^\{"level":30,/m)
    expect((await atoll('logs', 'mlflow', 'minio', '--since', '1h')).code).toBe(0)
    expect(await atoll('logs', 'nobody')).toMatchObject({
      code: 2,
      out: expect.stringContaining('there is: '),
    })
  })

  test('predict takes options or JSON, and refuses what is wrong by its name', async () => {
    const options = [
      '--hour',
      '2012-06-01T08',
      '--temperature',
      '22',
      '--humidity',
      '60',
      '--windspeed',
      '10',
    ]
    const asked = await atoll('predict', 'bikes', ...options, '--weather', 'clear')
    expect(asked.code).toBe(0)
    const { model, version, prediction } = JSON.parse(asked.out)
    expect([model, version]).toEqual(['bikes', '1'])
    expect(prediction.demand).toBeGreaterThan(0)
    expect((await atoll('predict', 'bikes', JSON.stringify(bikes.serving.routes[0].example))).code).toBe(0)
    const wrong = await atoll('predict', 'bikes', ...options, '--weather', 'hail')
    expect(wrong).toMatchObject({ code: 2, out: expect.stringContaining('weather') })
  })

  test('requests go to replicas in turn, as the audit log has it', async () => {
    const since = new Date().toISOString()
    const load = startLoad(predictUrl, bikes.serving.routes[0].example, { connections: 4 })
    await expect.poll(() => load.counts().sent, { timeout: 30_000 }).toBeGreaterThan(400)
    const { byReplica } = await load.stop()
    const [one = 0, other = 0, ...more] = Object.values(byReplica)
    expect(more).toEqual([])
    expect(Math.abs(one - other)).toBeLessThanOrEqual(4)
    const sql = `SELECT replica, sum(weight)::INT AS n FROM audit WHERE time >= '${since}' GROUP BY replica`
    const audited = async () => {
      const { out } = await atoll('audit', 'bikes', '--as', 'csv', '--sql', sql)
      return Object.fromEntries(
        [...out.matchAll(/^(bikes-\S+),(\d+)\r?$/gm)].map(([, name, n]) => [name, Number(n)]),
      )
    }
    await expect.poll(audited, { interval: 5000, timeout: 120_000 }).toEqual(byReplica)
  })

  test('a better model replaces the served one without a failed request', async () => {
    const original = realFile ?? bikes.data.generate(1)
    const data = directoryWith(scaleDemand(original, 3))
    const load = startLoad(predictUrl, bikes.serving.routes[0].example, 200)
    const trained = await atoll('train', 'bikes', '--data', data)
    const result = await load.stop()
    expect(trained.out).toContain('2 replicas serve version 2')
    expect(trained.code).toBe(0)
    expect(result.failures).toEqual({})
    expect(Object.keys(result.byVersion)).toEqual(['1', '2'])
    expect((await predictedBy()).version).toBe('2')
  })

  test('data that cannot be right is refused with its row, and the served model stays', async () => {
    const text = new TextDecoder().decode(bikes.data.generate(1)).replace(/,\d+\n/, ',many\n')
    const refused = await atoll('train', 'bikes', '--data', directoryWith(new TextEncoder().encode(text)))
    expect(refused.code).toBe(2)
    expect(refused.out).toMatch(/row \d+.*many/)
    expect(await predictedBy()).toEqual({ status: 200, version: '2' })
  })

  test('down leaves nothing that answers, and up serves the same model again', async () => {
    expect((await atoll('down')).code).toBe(0)
    await expect(fetch(predictUrl)).rejects.toThrow()
    expect(await atoll('status')).toMatchObject({ code: 3 })
    const again = await atoll('up')
    expect(again.out).toContain('2 replicas serve version 2')
    expect(again.code).toBe(0)
    expect(await predictedBy()).toEqual({ status: 200, version: '2' })
  })

  test('down --delete leaves no state', async () => {
    expect((await atoll('down', '--delete')).code).toBe(0)
    expect(existsSync(join(home, 'lab'))).toBe(false)
    expect(existsSync(join(home, 'pulumi'))).toBe(false)
  })
})
