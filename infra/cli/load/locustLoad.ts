import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '../../lab/command.ts'
import { pythonEnvironment } from '../../lab/pythonEnvironment.ts'
import { type LoadResult, loopback, type Pace } from './startLoad.ts'

/** Each user of an open loop waits for its own answers only, and asks so often in a second. */
const perUser = 10

/** The load of `startLoad`, sent by Locust in a Python of its own. */
export async function locustLoad(
  url: string,
  body: unknown,
  pace: Pace,
  seconds: number,
): Promise<LoadResult> {
  const { origin, pathname } = loopback(url)
  const python = await pythonEnvironment('load-locust', join(import.meta.dirname, 'requirements.txt'))
  const users = typeof pace === 'number' ? Math.ceil(pace / perUser) : pace.connections
  // Longer than a variable of the environment may be: a segment of EEG.
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
  const bodyFile = join(folder, 'body.json')
  writeFileSync(bodyFile, JSON.stringify(body))
  const printed = await command(
    join(python, 'bin/locust'),
    [
      ...['--locustfile', join(import.meta.dirname, 'locustfile.py'), '--headless', '--only-summary'],
      ...['--users', String(users), '--spawn-rate', String(users), '--run-time', `${seconds}s`],
      ...['--host', origin, '--loglevel', 'ERROR'],
    ],
    {
      env: {
        ...process.env,
        LOAD_PATH: pathname,
        LOAD_BODY_FILE: bodyFile,
        ...(typeof pace === 'number' && { LOAD_PER_USER: String(pace / users) }),
      },
    },
  )
  return JSON.parse(printed.trim().split('\n').at(-1)!)
}
