import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A Python program that answers a line of JSON for each line of JSON. */
export interface PeerProcess<Answer> {
  /** Where it looks for arrays; gone when it is closed. */
  readonly directory: string
  ask(request: object): Promise<Answer>
  close(): void
}

export interface PeerOptions {
  /** Of the libraries that it calls. Default 1. */
  readonly threads?: number
  /** Writes the arrays that the program reads before it is ready. */
  readonly prepare?: (directory: string) => void
}

/** @param program - which prints a line when it is ready, and takes the directory as its argument */
export async function startPeer<Answer>(
  python: string,
  program: string,
  { threads = 1, prepare = () => {} }: PeerOptions = {},
): Promise<PeerProcess<Answer>> {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-peer-'))
  prepare(directory)
  const child = spawn(python, [program, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}` },
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  async function nextLine(): Promise<string> {
    const { value, done } = await answers.next()
    if (done) throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}`)
    return value
  }
  await nextLine()
  return {
    directory,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return JSON.parse(await nextLine())
    },
    close() {
      child.stdin.end()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
