import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, Command, CommanderError, Option } from 'commander'
import { DataError } from '../../services/runtime/errors.ts'
import { workloads } from '../../services/workloads.ts'
import { labStatus } from '../lab/labStatus.ts'
import { ConfigError } from '../problems.ts'
import { stackOf } from '../pulumi/interactive.ts'
import { readStackFile } from '../stackFile.ts'
import { upCommand } from '../upCommand.ts'
import { addAliasCommand } from './aliasCommand.ts'
import { addAuditCommand } from './auditCommand.ts'
import { addCarsCommands } from './carsCommands.ts'
import { down } from './down.ts'
import { exclusively } from './exclusively.ts'
import { exitCode, Failure, missing, unwritable } from './failure.ts'
import { images } from './images.ts'
import { refuseKeptByNpm } from './keptByNpm.ts'
import { addLoadCommand } from './loadCommand.ts'
import { addLogsCommand } from './logsCommand.ts'
import { drift, preview } from './preview.ts'
import { pulumiCommand } from './pulumiCommand.ts'
import { openSession } from './session.ts'
import { sizesText } from './sizes.ts'
import { labStatusReport, platformStatus } from './status.ts'
import { addStudentsCommands } from './students/studentsCommands.ts'
import { findTarget } from './target.ts'
import { up } from './up.ts'
import { addWorkloadCommands } from './workloadCommands.ts'

// A reader that has seen enough, such as `head`, ends the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode.ok)
  throw error
})

const interruption = new AbortController()
let onSignal = (): void => process.exit(exitCode.interrupted)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => onSignal())

/** For a command that must not be cut in the middle; every other ends at the first signal. */
function interruptible(): AbortSignal {
  onSignal = () => {
    if (interruption.signal.aborted) process.exit(exitCode.interrupted)
    process.stderr.write('\nStopping after the step under way; once more stops at once.\n')
    interruption.abort()
  }
  return interruption.signal
}

/** Only what is our own mistake is shown with a trace: any other message was written for people. */
const mistakes = [TypeError, RangeError, ReferenceError, SyntaxError]

const program = new Command('atoll')
  .description('A complete machine-learning platform on a closed network')
  .addOption(new Option('--stack <name>', 'stack of stacks/').choices(stackNames()).default('loc'))
  .showHelpAfterError('(--help shows what there is)')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: 0 done, 1 failed, 2 wrong use or bad input, 3 not up or not healthy, 130 interrupted.
With KUBECONFIG set the cluster of that file is used, and no lab is started.`,
  )

const stack = (): string => program.opts<{ stack: string }>().stack

program
  .command('up')
  .description('build the platform, train every workload and serve it; again: only what has changed')
  .option('--data <directory>', "directory with workloads' files, such as bikes/hour.csv")
  .option('--registry <registry>', 'registry for the images of a cluster of your own')
  .option('--repair-drift', 'put right what somebody else has changed in the cluster', false)
  .action((options: { data?: string; registry?: string; repairDrift: boolean }) =>
    exclusively('up', stack(), () =>
      up({ ...options, stack: stack(), target: findTarget(), signal: interruptible() }),
    ),
  )

program
  .command('preview')
  .description('what up would change, without changing it: what is lost first, what is new last')
  .addArgument(new Argument('[stack]', 'stack of stacks/').choices(stackNames()))
  .option('--charts <directory>', 'directory with the archives of charts')
  .action(async (name: string | undefined, { charts }: { charts?: string }) => {
    const options = { stack: name ?? stack(), target: findTarget(), charts, signal: interruptible() }
    const { text, misfit } = await preview(options)
    console.log(text)
    if (misfit !== undefined) throw misfit
  })

program
  .command('sizes')
  .description(
    'what each system and workload asks for: cores, memory and volumes, beside what the nodes give',
  )
  .addArgument(new Argument('[stack]', 'stack of stacks/').choices(stackNames()))
  .action((name: string | undefined) => {
    console.log(sizesText(readStackFile(name ?? stack(), workloads), workloads))
  })

program
  .command('images')
  .description('every image of a stack, with its tag, its digest and who uses it')
  .addArgument(new Argument('[stack]', 'stack of stacks/').choices(stackNames()))
  .option('--charts <directory>', 'directory with the archives of charts')
  .option('--lock', "write the digests that the stack's mirror gives into its lock of images", false)
  .action(async (name: string | undefined, { charts, lock }: { charts?: string; lock: boolean }) => {
    const options = { stack: name ?? stack(), target: findTarget(), charts, signal: interruptible() }
    console.log(await images(options, lock))
  })

program
  .command('drift')
  .description(
    'what somebody else has changed in the cluster since the last up; `up --repair-drift` puts it right',
  )
  .addArgument(new Argument('[stack]', 'stack of stacks/').choices(stackNames()))
  .action(async (name: string | undefined) => {
    const options = { stack: name ?? stack(), target: findTarget(), signal: interruptible() }
    const { text, found } = await drift(options)
    console.log(text)
    if (found) process.exitCode = exitCode.failure
  })

program
  .command('status')
  .description('what runs, where, and which model is served')
  .action(async () => {
    const target = findTarget()
    const lab = target.kind === 'lab' ? labStatusReport(await labStatus()) : undefined
    if (lab !== undefined) console.log(`${lab.text}\n`)
    const { text, healthy } = await platformStatus(await openSession(stack()))
    console.log(text)
    if (!healthy || lab?.healthy === false) process.exitCode = exitCode.notReady
  })

addWorkloadCommands(program, { stack, signal: interruption.signal, interruptible })
addAliasCommand(program, stack)
addAuditCommand(program, stack)
addLoadCommand(program, stack)
addLogsCommand(program, stack)
addCarsCommands(program, interruption.signal)
addStudentsCommands(program, { signal: interruption.signal, interruptible })

program
  .command('down')
  .description('stop the lab: no process, mount, bridge or firewall rule is left')
  .option('--delete', 'data, models and state too', false)
  .action((options: { delete: boolean }) =>
    exclusively('down', stack(), () =>
      down({ stack: stack(), target: findTarget(), deleteState: options.delete, signal: interruptible() }),
    ),
  )

program
  .command('pulumi')
  .description('the Pulumi CLI, with all that our stacks need: preview -s loc, stack output, ...')
  .argument('[arguments...]')
  .allowUnknownOption()
  .helpOption(false)
  .action(async () => {
    onSignal = () => {}
    const args = process.argv.slice(process.argv.indexOf('pulumi') + 1)
    process.exitCode = await pulumiCommand(args, stackOf(args) ?? stack())
  })

try {
  refuseKeptByNpm(program, process.argv.slice(2), process.env)
  await program.parseAsync()
} catch (error) {
  process.exitCode = explain(error)
}
process.exit()

/** Those that have a file; what it says is checked when the stack is run. */
function stackNames(): string[] {
  return readdirSync(join(import.meta.dirname, '../../stacks')).flatMap(
    (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
  )
}

/** Prints what a person can use of an error, and gives the exit code. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
  if (interruption.signal.aborted) {
    const resumable = program.args[0] === 'up'
    process.stderr.write(`Interrupted${resumable ? `; \`${upCommand(stack())}\` goes on from here` : ''}.\n`)
    return exitCode.interrupted
  }
  const failure = error as Error
  const unwritten = unwritable(failure)
  if (unwritten !== undefined) {
    process.stderr.write(`${unwritten}\n`)
    return exitCode.failure
  }
  const gone = missing(failure, upCommand(stack()))
  if (gone !== undefined) {
    process.stderr.write(`${gone}\n`)
    return exitCode.notReady
  }
  const ours = mistakes.some((mistake) => failure instanceof mistake)
  process.stderr.write(`${(ours ? failure.stack : undefined) ?? failure.message ?? failure}\n`)
  if (failure instanceof DataError || failure instanceof ConfigError) return exitCode.usage
  return failure instanceof Failure ? failure.exitCode : exitCode.failure
}
