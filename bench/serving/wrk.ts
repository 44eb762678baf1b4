import { join } from 'node:path'
import { command } from '../../infra/lab/command.ts'

export interface Load {
  readonly url: string
  readonly body: string
  readonly connections: number
  readonly seconds: number
}

/** Times in milliseconds. */
export interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly failed: number
}

export interface Overloaded {
  readonly ok: number
  readonly full: number
  readonly others: number
  /** 503 without Retry-After. */
  readonly unhelpful: number
  /** Connections refused or cut. */
  readonly cut: number
}

/** Runs a script beside this file, which prints JSON on its last line; from one thread, to this machine only. */
async function wrk<Result>(script: string, { url, body, connections, seconds }: Load): Promise<Result> {
  if (new URL(url).hostname !== '127.0.0.1') throw new Error(`load is for 127.0.0.1, not for ${url}`)
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '--latency']
  const printed = await command('wrk', [...options, '-s', join(import.meta.dirname, script), url, '--', body])
  return JSON.parse(printed.trim().split('\n').at(-1)!)
}

export async function measure(load: Load): Promise<Measured> {
  const { requests, seconds, p50, p99, failed } = await wrk<
    Omit<Measured, 'perSecond'> & {
      requests: number
      seconds: number
    }
  >('post.lua', load)
  return { perSecond: requests / seconds, p50, p99, failed }
}

export const overload = (load: Load) => wrk<Overloaded>('overload.lua', load)
