import type { Command } from 'commander'
import { exitCode, Failure } from './failure.ts'

/** Options of ours that npm has as well: their being set says nothing. */
const alsoOfNpm: readonly string[] = ['registry', 'force', 'json']

/**
 * `npm run` hands on only what stands behind `--`; any other option it takes as a setting of its own, and puts into the
 * environment.
 * @throws Failure if one of them is an option of the command that is run, with what was meant
 */
export function refuseKeptByNpm(
  program: Command,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): void {
  const script = environment.npm_lifecycle_event
  if (script === undefined) return
  const path = commandsOf(program, args)
  const kept = path
    .flatMap(({ options }) => options)
    .filter(({ long }) => {
      const name = long!.slice(2)
      const given = environment[`npm_config_${name.replaceAll('-', '_')}`] !== undefined
      return given && !alsoOfNpm.includes(name) && !args.some((arg) => arg.split('=')[0] === long)
    })
  if (kept.length === 0) return
  const words = path
    .slice(1)
    .map((command) => command.name())
    .filter((name, index) => index > 0 || name !== script)
  const options = kept.map(({ long, required, optional }) => (required || optional ? `${long} ...` : long))
  throw new Failure(
    `npm kept ${kept.map(({ long }) => long).join(', ')} for itself: with npm, options come after \`--\`: ${['npm run', script, '--', ...words, ...options].join(' ')}`,
    exitCode.usage,
  )
}

/** The program, its command that the arguments name, and that one's. */
function commandsOf(command: Command, args: readonly string[]): Command[] {
  const [arg, ...rest] = args
  if (arg === undefined) return [command]
  const next = command.commands.find((child) => child.name() === arg)
  return next === undefined ? commandsOf(command, rest) : [command, ...commandsOf(next, rest)]
}
