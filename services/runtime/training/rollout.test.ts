import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { RolloutError, rollout } from './rollout.ts'

interface Replica {
  versions: string[] | undefined
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A replica on an address of its own; they share the port, as pods do. */
async function replica(address: string, port: number, state: Replica): Promise<number> {
  const server = createServer((request, response) => {
    if (state.versions === undefined || request.url !== '/v2/models/bikes') response.writeHead(503).end('{}')
    else response.end(JSON.stringify({ name: 'bikes', versions: state.versions }))
  })
  servers.push(server)
  await new Promise<void>((listening) => server.listen(port, address, listening))
  return (server.address() as { port: number }).port
}

async function twoReplicas(first: Replica, second: Replica) {
  const port = await replica('127.0.0.1', 0, first)
  await replica('127.0.0.2', port, second)
  return { port, pollMs: 5, resolve: async () => ['127.0.0.1', '127.0.0.2'] }
}

describe('rollout', () => {
  test('waits until every replica serves the version', async () => {
    const late: Replica = { versions: ['1'] }
    const options = await twoReplicas({ versions: ['2'] }, late)
    let polls = 0
    const resolve = async () => {
      if (++polls === 3) late.versions = ['2']
      return options.resolve()
    }
    expect(await rollout('replicas', 'bikes', '2', { ...options, resolve })).toEqual({ replicas: 2 })
    expect(polls).toBeGreaterThanOrEqual(3)
  })

  test('looks the addresses up again: a replica that is gone is not waited for', async () => {
    const options = await twoReplicas({ versions: ['2'] }, { versions: undefined })
    let polls = 0
    const resolve = async () => (++polls < 3 ? options.resolve() : ['127.0.0.1'])
    expect(await rollout('replicas', 'bikes', '2', { ...options, resolve })).toEqual({ replicas: 1 })
  })

  test('names the replicas that lag when the time is over', async () => {
    const options = await twoReplicas({ versions: ['1'] }, { versions: undefined })
    const waiting = rollout('replicas', 'bikes', '2', { ...options, deadlineMs: 50 })
    await expect(waiting).rejects.toBeInstanceOf(RolloutError)
    await expect(rollout('replicas', 'bikes', '2', { ...options, deadlineMs: 50 })).rejects.toThrow(
      /127\.0\.0\.1 serves version 1.*127\.0\.0\.2 answers 503/,
    )
  })

  test('ends at once when another version has become the champion meanwhile', async () => {
    const options = await twoReplicas({ versions: ['3'] }, { versions: ['1'] })
    const answers = [Promise.resolve('2'), Promise.reject(new Error('no answer')), Promise.resolve('3')]
    for (const answer of answers) answer.catch(() => {})
    const champion = () => answers.shift()!
    expect(await rollout('replicas', 'bikes', '2', { ...options, champion })).toEqual({ supersededBy: '3' })
    expect(answers).toEqual([])
  })

  test('without any replica there is nothing to wait for', async () => {
    expect(await rollout('replicas.invalid', 'bikes', '2', { port: 1 })).toEqual({ replicas: 0 })
  })

  test('finds replicas by the name of their host', async () => {
    const port = await replica('127.0.0.1', 0, { versions: ['2'] })
    expect(await rollout('127.0.0.1', 'bikes', '2', { port })).toEqual({ replicas: 1 })
  })

  test('ends at once when it is interrupted', async () => {
    const options = await twoReplicas({ versions: ['1'] }, { versions: ['1'] })
    const interruption = new AbortController()
    const waiting = rollout('replicas', 'bikes', '2', {
      ...options,
      pollMs: 60_000,
      signal: interruption.signal,
    })
    setTimeout(() => interruption.abort(new Error('interrupted')), 20)
    await expect(waiting).rejects.toThrow(/abort/)
  })
})
