import { spawn } from 'node:child_process'
import type { CommandOptions } from './run.ts'

/** Commands of the CLI that run the program, or may, by every name they have. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  up: ['up', 'update'],
  preview: ['preview', 'pre'],
  refresh: ['refresh'],
  destroy: ['destroy', 'down', 'dn'],
}

/** The command among the CLI's arguments, if it is one that runs the program. */
export function verbOf(args: readonly string[]): string | undefined {
  return Object.entries(verbs).find(([, names]) => names.includes(args[0] ?? ''))?.[0]
}

/** The stack that the CLI's arguments name: `-s loc`, `--stack loc`, `--stack=loc`. */
export function stackOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => /^(-s|--stack)(=|$)/.test(arg))
  if (at < 0) return undefined
  const [, joined] = args[at]!.split('=')
  return (joined ?? args[at + 1])?.split('/').at(-1)
}

/**
 * Runs the CLI in this terminal and gives its exit code. Ctrl-C in a terminal reaches the CLI itself, which ends what
 * it does and saves its state; a signal to this process alone is passed on.
 */
export function runInTerminal(
  args: readonly string[],
  { pulumi, directory, env }: CommandOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(pulumi, args, { cwd: directory, env, stdio: 'inherit' })
    const ignore = () => {}
    const pass = () => child.kill('SIGINT')
    process.on('SIGINT', ignore).on('SIGTERM', pass)
    child.on('error', reject)
    child.on('close', (code) => {
      process.off('SIGINT', ignore).off('SIGTERM', pass)
      resolve(code ?? 1)
    })
  })
}
