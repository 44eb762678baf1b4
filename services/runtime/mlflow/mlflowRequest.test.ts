import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { mlflowClient } from './mlflow.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A server that answers by the last part of the path. */
async function serve(answer: (path: string, request: IncomingMessage, response: ServerResponse) => unknown) {
  const started = createServer((request, response) => {
    answer(request.url!.split('/').slice(-2).join('/').split('?')[0], request, response)
  })
  server = started
  await new Promise<void>((listening) => started.listen(0, '127.0.0.1', listening))
  const { port } = started.address() as { port: number }
  return `http://127.0.0.1:${port}`
}

const retry = { attempts: 5, firstDelayMs: 1, longestDelayMs: 1 }

describe('requests to MLflow', () => {
  test('a creation whose answer is lost is found again, not repeated', async () => {
    const versions: { version: string; run_id: string; source: string }[] = []
    const uri = await serve(async (path, request, response) => {
      if (path === 'model-versions/search') return response.end(JSON.stringify({ model_versions: versions }))
      const { run_id, source } = JSON.parse(await text(request))
      versions.push({ version: String(versions.length + 1), run_id, source })
      return response.destroy()
    })
    const given = { name: 'bikes', runId: 'r', source: 's3://bikes/r', description: '', tags: {} }
    const version = await mlflowClient(uri, { retry }).createVersion(given)
    expect(version).toEqual({ version: '1', runId: 'r', source: 's3://bikes/r', tags: {} })
    expect(versions).toHaveLength(1)
  })

  test('a refusal is told with its reason, and not repeated', async () => {
    let calls = 0
    const uri = await serve((_, __, response) => {
      calls++
      response
        .writeHead(400)
        .end(JSON.stringify({ error_code: 'INVALID_PARAMETER_VALUE', message: 'no such value' }))
    })
    await expect(mlflowClient(uri, { retry }).championOf('bikes')).rejects.toThrow(
      `MLflow at ${uri}: registered-models/alias answered 400: no such value`,
    )
    expect(calls).toBe(1)
  })

  test('an answer that is not of MLflow is told as it is, and tried again when the server is overloaded', async () => {
    const codes = [503, 502, 403]
    const uri = await serve((_, __, response) =>
      response.writeHead(codes.shift()!).end('Invalid Host header'),
    )
    await expect(mlflowClient(uri, { retry }).setAlias('bikes', 'champion', '1')).rejects.toThrow(
      'registered-models/alias answered 403 without JSON: Invalid Host header',
    )
    expect(codes).toEqual([])
  })

  test('a server that does not answer is given up', async () => {
    const uri = await serve(() => {})
    await expect(mlflowClient(uri, { timeoutMs: 20 }).championOf('bikes')).rejects.toThrow(
      /^MLflow at http:\/\/127.0.0.1:\d+ does not answer \(.*timeout\)/,
    )
  })
})
