import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Outcome {
  /** Every line of progress. */
  readonly lines: readonly string[]
  readonly result: unknown
  readonly error: string | undefined
}

/** A run under way, which can be cut. */
export interface RunningStack {
  readonly process: ChildProcess
  readonly lines: readonly string[]
  /** Resolves when a line of progress matches. */
  said(pattern: RegExp): Promise<void>
  readonly outcome: Promise<Outcome>
}

/** A Pulumi project and its state, in a directory of their own, run by the real engine. */
export interface StackUnderTest {
  /** Where the engine finds the stack. */
  readonly workspace: string
  /** Sets the program: statements that can use `k8s`, `random` and `pulumi`. */
  program(source: string): void
  start(verb: string, args?: readonly string[]): RunningStack
  run(verb: string, args?: readonly string[]): Promise<Outcome>
  /** The state as the engine saved it. */
  state(): string
  remove(): void
}

const checkout = join(import.meta.dirname, '..', '..', '..', '..')
const imports = [
  "import * as pulumi from '@pulumi/pulumi'",
  "import * as k8s from '@pulumi/kubernetes'",
  "import * as random from '@pulumi/random'",
]

export function stackUnderTest(kubeconfig: string | undefined): StackUnderTest {
  const home = mkdtempSync(join(tmpdir(), 'atoll-stack-'))
  const project = join(home, 'project')
  mkdirSync(project)
  symlinkSync(join(checkout, 'node_modules'), join(project, 'node_modules'))
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
  writeFileSync(join(project, 'Pulumi.yaml'), 'name: tested\nmain: index.ts\nruntime: nodejs\n')
  writeFileSync(join(project, 'Pulumi.one.yaml'), 'config: {}\n')

  const start = (verb: string, args: readonly string[] = []): RunningStack => {
    const options = JSON.stringify({ stack: 'one', project, kubeconfig })
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'runStack.ts'), verb, options, JSON.stringify(args)],
      {
        env: { ...process.env, ATOLL_HOME: join(home, 'atoll'), TMPDIR: home },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const lines: string[] = []
    const waiting = new Set<() => void>()
    let rest = ''
    child.stdout.on('data', (chunk) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop()!
      lines.push(...parts)
      for (const look of waiting) look()
    })
    const outcome = once(child, 'close').then((): Outcome => {
      for (const look of waiting) look()
      const last = lines.at(-1) ?? ''
      const answer = last.startsWith('{') ? (JSON.parse(last) as { result?: unknown; error?: string }) : {}
      return { lines, result: answer.result, error: answer.error }
    })
    const said = (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (lines.some((line) => pattern.test(line))) resolve()
          else if (child.exitCode !== null)
            reject(new Error(`ended before saying ${pattern}:\n${lines.join('\n')}`))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      })
    return { process: child, lines, said, outcome }
  }
  return {
    workspace: join(home, 'atoll/pulumi/workspaces/tested/one'),
    program: (source) =>
      writeFileSync(
        join(project, 'index.ts'),
        `${imports.join('\n')}\nvoid [pulumi, k8s, random]\n${source}\n`,
      ),
    start,
    run: (verb, args) => start(verb, args).outcome,
    state: () => readFileSync(join(home, 'atoll/pulumi/state/.pulumi/stacks/tested/one.json'), 'utf8'),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}
