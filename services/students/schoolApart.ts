import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { RequestError } from '../runtime/requestError.ts'
import type { Answer, Question } from './answerQuestion.ts'

/** A school that answers in a process of its own: what takes too long, or too much memory, harms nobody else. */
export interface SchoolApart {
  /** @throws RequestError with 503 if the question takes too much time or memory, or too many others wait */
  ask(question: Question): Promise<Answer>
  /** Ends the process once every question is answered. */
  close(): Promise<void>
}

export interface SchoolApartOptions {
  /** Questions that wait for the one that is answered. Default: 64. */
  readonly waiting?: number
  /** For one question. Default: 60. */
  readonly seconds?: number
  /** Of the process. Default: what the container may use, without 96 for the one that asks; 2048 at most. */
  readonly mebibytes?: number
}

/** Node.js itself, before it has a heap. */
const baseMebibytes = 40
const askerMebibytes = 96

function freeMebibytes(): number {
  const limit = process.constrainedMemory() / 2 ** 20 || Number.POSITIVE_INFINITY
  return Math.max(baseMebibytes * 2, Math.min(limit - askerMebibytes, 2048))
}

/** Opens what `etl` wrote. */
export function schoolApart(directory: string, options: SchoolApartOptions = {}): SchoolApart {
  const { waiting = 64, seconds = 60, mebibytes = freeMebibytes() } = options
  const share = Math.max(16, Math.floor((mebibytes - baseMebibytes) / 2))
  let process: ChildProcess | undefined
  let asked = 0
  let last: Promise<unknown> = Promise.resolve()

  async function started(): Promise<ChildProcess> {
    if (process?.connected && mebibytesOf(process) < mebibytes) return process
    process?.kill('SIGKILL')
    process = fork(new URL('./schoolProcess.ts', import.meta.url), [directory, `${share}MB`], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${share}`, '--max-semi-space-size=4'],
    })
    await reply(process)
    return process
  }

  async function answered(question: Question): Promise<Answer> {
    const child = await started()
    let broken: string | undefined
    const stop = (reason: string) => {
      broken = reason
      child.kill('SIGKILL')
    }
    const watch = () => {
      if (mebibytesOf(child) > mebibytes) stop(tooMuch)
    }
    const late = setTimeout(() => stop(`was not answered within ${seconds} s`), seconds * 1000)
    const watching = setInterval(watch, 50)
    try {
      watch()
      const answer = reply(child)
      child.send(question, () => {})
      const given = (await answer) as Answer | { readonly fault: string }
      if (!('fault' in given)) return given
      if (!given.fault.startsWith('Out of Memory Error')) throw new Error(given.fault)
    } catch (error) {
      if (child.connected) throw error
    } finally {
      clearTimeout(late)
      clearInterval(watching)
    }
    throw new RequestError(503, `${question.name} ${broken ?? tooMuch}`)
  }

  return {
    async ask(question) {
      if (asked > waiting)
        throw new RequestError(503, 'too many questions wait for an answer; ask again later')
      asked++
      const answer = last.then(() => answered(question))
      last = answer.catch(() => {})
      return answer.finally(() => asked--)
    },
    async close() {
      await last
      if (process?.connected) process.disconnect()
    },
  }
}

const tooMuch =
  'needs more memory than this server has; `students query` and `students analyse` answer it from the files'

/** The next message of a process. @throws Error if it ends instead */
async function reply(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController()
  try {
    return await Promise.race([
      once(child, 'message', ended).then(([message]) => message),
      once(child, 'exit', ended).then(([code, signal]) => {
        throw new Error(`the process of the school ended with ${signal ?? code}`)
      }),
    ])
  } finally {
    ended.abort()
  }
}

/** What it holds for itself alone; 0 where that is not told. */
function mebibytesOf({ pid }: ChildProcess): number {
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
    return ((Number(resident) - Number(shared)) * 4096) / 2 ** 20
  } catch {
    return 0
  }
}
