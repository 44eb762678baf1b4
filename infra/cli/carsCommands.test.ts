import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, test, vi } from 'vitest'
import { addCarsCommands, send } from './carsCommands.ts'

const never = new AbortController().signal

test('traffic is sent, failures are counted, and prices compared with those asked', async () => {
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request)
    const { year } = JSON.parse(Buffer.concat(chunks).toString())
    if (year === 2011) response.writeHead(503).end()
    else if (year > 2012) response.end(['<html>', 'null', '{}'][year - 2013])
    else response.end(JSON.stringify({ price: 900 }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  const visits = [2010, 2011, 2012, 2013, 2014, 2015].map((year) => ({ request: { year }, price: 1000 }))
  const result = await send(visits, new URL(`http://127.0.0.1:${port}/predict`), 1000, never)
  expect(result).toMatchObject({
    ...{ answered: 2, failed: 4, meanError: expect.closeTo(0.1, 9) },
    failures: { 'status 503': 1, 'no price in the answer': 3 },
  })
  server.close()
})

test('a simulation of which nothing is answered fails, and says why', async () => {
  const program = new Command().exitOverride()
  addCarsCommands(program, never)
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const out = mkdtempSync(join(tmpdir(), 'cars-simulate-'))
  const line = ['--out', out, '--requests', '2', '--rate', '1000', '--to', 'http://127.0.0.1:2/predict']
  await expect(program.parseAsync(['cars', 'simulate', ...line], { from: 'user' })).rejects.toThrow(
    /none of 2 requests to http:\/\/127.0.0.1:2\/predict was answered with a price: .*ECONNREFUSED/,
  )
  rmSync(out, { recursive: true })
})

test.each([
  ['--to', 'http://example.com/predict', 'a URL of this machine'],
  ['--batches', '0', 'a whole number from 1 to 10000'],
])('%s %s is refused', async (option, value, message) => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  addCarsCommands(program, never)
  for (const command of program.commands.flatMap(({ commands }) => commands)) {
    command.exitOverride().configureOutput({ writeErr: () => {} })
  }
  const line = ['cars', 'simulate', '--out', 'nowhere', option, value]
  await expect(program.parseAsync(line, { from: 'user' })).rejects.toThrow(message)
})
