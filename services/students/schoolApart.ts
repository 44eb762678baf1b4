import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { RequestError } from '../runtime/http/requestError.ts'
import type { Answer, Question } from './answerQuestion.ts'
import { type Asking, questionQueue } from './questionQueue.ts'

/** A school that answers in a process of its own: what takes too long, or too much memory, harms nobody else. */
export interface SchoolApart {
  /**
   * @throws RequestError with 503 if too many others wait, 499 if nobody does for the answer; 504 if the question takes
   * too much time, 507 if too much memory, as it would elsewhere too. The process of a question that nobody waits for any
   * more is ended
   */
  ask(question: Question, asking?: Asking): Promise<Answer>
  /** Once every question is answered. */
  close(): Promise<void>
}

export interface SchoolApartOptions {
  /** Questions that wait for the one that is answered. Default: 64. */
  readonly waiting?: number
  /** For one question, the start of the process for it among them. Default: 60. */
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

/**
 * Opens what `etl` wrote. All that one function opened share one process, which is that of the school asked last: there is
 * memory for one.
 */
export function schoolsApart(options: SchoolApartOptions = {}): (directory: string) => SchoolApart {
  const { waiting = 64, seconds = 60, mebibytes = freeMebibytes() } = options
  const share = Math.max(16, Math.floor((mebibytes - baseMebibytes) / 2))
  const inTurn = questionQueue(waiting)
  let child: ChildProcess | undefined
  let opened: string | undefined

  /** One that kept much of the question before it is replaced: what a question may take does not depend on those. */
  async function started(directory: string): Promise<ChildProcess> {
    if (child && isAlive(child) && opened === directory && mebibytesOf(child) < mebibytes / 2) return child
    child?.kill('SIGKILL')
    opened = directory
    child = fork(new URL('./schoolProcess.ts', import.meta.url), [directory, `${share}MB`], {
      serialization: 'advanced',
      // glibc else keeps what DuckDB freed for each thread that took it.
      env: { ...process.env, MALLOC_ARENA_MAX: '1' },
      execArgv: [`--max-old-space-size=${share}`, '--max-semi-space-size=4'],
    })
    const starting = child
    await reply(starting)
    return starting
  }

  async function answered(directory: string, question: Question, { signal }: Asking = {}): Promise<Answer> {
    let refusal: RequestError | undefined
    const stop = (status: number, reason: string) => {
      refusal ??= new RequestError(status, `${question.name} ${reason}`)
      child?.kill('SIGKILL')
    }
    const watch = () => {
      if (child !== undefined && mebibytesOf(child) > mebibytes) stop(507, tooMuch)
    }
    const abandon = () => stop(499, abandoned)
    const late = setTimeout(() => stop(504, `was not answered within ${seconds} s`), seconds * 1000)
    const watching = setInterval(watch, 50)
    let isStarted = false
    try {
      const asked = await started(directory)
      isStarted = true
      if (signal?.aborted) throw new RequestError(499, `${question.name} ${abandoned}`)
      signal?.addEventListener('abort', abandon)
      const answer = reply(asked)
      asked.send(question, () => {})
      const given = (await answer) as Answer | { readonly fault: string }
      if (!('fault' in given)) return given
      if (!given.fault.startsWith('Out of Memory Error')) throw new Error(given.fault)
    } catch (error) {
      if (refusal === undefined && (!isStarted || (child && isAlive(child)))) throw error
    } finally {
      clearTimeout(late)
      clearInterval(watching)
      signal?.removeEventListener('abort', abandon)
    }
    throw refusal ?? new RequestError(507, `${question.name} ${tooMuch}`)
  }

  return (directory) => {
    let last: Promise<unknown> = Promise.resolve()
    return {
      ask(question, asking) {
        const answer = inTurn(() => answered(directory, question, asking), asking)
        last = Promise.allSettled([last, answer])
        return answer
      },
      async close() {
        await last
        if (opened === directory && child?.connected) child.disconnect()
      },
    }
  }
}

const abandoned = 'is waited for by nobody any more'
const tooMuch =
  'needs more memory than this server has; `students query` and `students analyse` answer it from the files'

const isAlive = ({ connected, killed, exitCode, signalCode }: ChildProcess): boolean =>
  connected && !killed && exitCode === null && signalCode === null

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
    const [, kibibytes] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kibibytes ?? 0) / 1024
  } catch {
    return 0
  }
}
