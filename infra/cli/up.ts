import { workloads } from '../../services/workloads.ts'
import type { Config } from '../config.ts'
import { requireStartable, startLab } from '../lab/startLab.ts'
import { toolNames } from '../lab/toolModules.ts'
import { ensureTools } from '../lab/tools.ts'
import { up as pulumiUp } from '../pulumi.ts'
import { readStackFile } from '../stackFile.ts'
import { upCommand } from '../upCommand.ts'
import { connect } from './cluster.ts'
import { requireRoom } from './clusterProblems.ts'
import { exitCode, Failure } from './failure.ts'
import { checkDirectory } from './givenData.ts'
import { ensureImageLock } from './lockImages.ts'
import { openSession, requireReachable } from './session.ts'
import { platformStatus } from './status.ts'
import { runGroups, runSteps, type Step } from './steps.ts'
import { waitForSystems } from './systemsReady.ts'
import type { Target } from './target.ts'
import { oneAtATime, type WorkloadContext, workloadSteps } from './workloadSteps.ts'

export interface UpOptions {
  readonly stack: string
  readonly target: Target
  /** Directory with workloads' files; for those without one, what is stored already, or generated data. */
  readonly data?: string
  /** Where the images of a cluster of one's own are pushed to and pulled from. */
  readonly registry?: string
  /** Puts right what somebody else has changed in the cluster. */
  readonly repairDrift?: boolean
  readonly signal: AbortSignal
}

interface Context extends WorkloadContext {
  registry?: string
}

/** From whatever is there to a served model: every step does only what is left to do. */
export async function up(options: UpOptions): Promise<void> {
  const started = performance.now()
  requirePlace(options)
  const config = readStackFile(options.stack, workloads)
  if (options.data !== undefined) checkDirectory(workloads, options.data)
  if (options.target.kind === 'lab') await requireStartable(config.nodePorts)
  else await requireReachable(options.target)
  const context: Context = { changed: false }
  console.log(announcement(options))
  const steps = [
    ...(options.target.kind === 'lab' ? [tools, cluster(options)] : []),
    room(options, config),
    images(options),
    platform(options),
    systems(options),
  ]
  await runSteps(context, steps, options.signal)
  const session = context.session!
  const inTurn = oneAtATime()
  const groups = (signal: AbortSignal) =>
    Object.keys(session.outputs.workloads).map((name) => ({
      title: name,
      steps: workloadSteps(name, { ...options, inTurn, signal }),
    }))
  await runGroups(context, groups, options.signal)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `\n${context.changed ? `Up after ${seconds} s.` : `Nothing had changed; checked in ${seconds} s.`}\n\n${(await platformStatus(session)).text}\n`,
  )
  const [first] = Object.keys(session.outputs.workloads)
  console.log(`Ask for a prediction:  npm run predict -- ${first} --example   (--help lists its fields)`)
}

/** @throws Failure for a stack that is meant for more than the one node of the lab */
function requirePlace({ stack, target }: UpOptions): void {
  if (target.kind === 'own' || stack === 'loc') return
  throw new Failure(
    `stack ${stack} needs a cluster of its own, and the lab of this machine, one node, is for stack loc only: set KUBECONFIG to the file of that cluster; \`npm run preview -- ${stack}\` shows what would be built`,
    exitCode.usage,
  )
}

function announcement({ target, stack, data }: UpOptions): string {
  const where =
    target.kind === 'lab'
      ? 'a one-node Kubernetes on this machine (a first run builds its tools, about 40 minutes on 2 cores)'
      : `the cluster of ${target.kubeconfig}`
  return `Builds stack ${stack} on ${where}, trains every workload on ${data ?? 'stored or generated data'} and serves it.\n`
}

const tools: Step<Context> = {
  title: 'Tools',
  async run(_context, report) {
    const built = await ensureTools(toolNames, report)
    return `${Object.keys(built).length} ready`
  },
}

function cluster({ signal }: UpOptions): Step<Context> {
  return {
    title: 'Cluster',
    async run(context, report) {
      const { registry, kubeconfig, changed } = await startLab(report, signal)
      context.registry = registry
      context.changed ||= changed
      return `ready, kubeconfig ${kubeconfig}`
    },
  }
}

function room({ target }: UpOptions, config: Config): Step<Context> {
  return {
    title: 'Room',
    run: () => requireRoom(config, connect(target.kubeconfig), workloads),
  }
}

function images({ stack, registry, target }: UpOptions): Step<Context> {
  return {
    title: 'Images',
    async run(context, report) {
      const to = context.registry ?? registry
      const lock = await ensureImageLock(stack, to, report)
      if (lock === undefined)
        throw new Failure(
          `stack ${stack} has no image lock for this cluster: give --registry HOST[:PORT][/PROJECT], from which the nodes of ${target.kubeconfig} can pull`,
          exitCode.usage,
        )
      context.changed ||= lock.changed
      return `${lock.count} ${lock.changed ? 'pushed' : 'unchanged'}`
    },
  }
}

/** Loads what the program is made of while the engine starts and reads the cluster. */
const loadProgram = () => void import('../platform.ts')

function platform({ stack, target, repairDrift, signal }: UpOptions): Step<Context> {
  return {
    title: 'pulumi up',
    async run(context, report) {
      const { changes } = await pulumiUp({
        stack,
        kubeconfig: target.kubeconfig,
        repairDrift: repairDrift ?? false,
        report,
        signal,
        started: loadProgram,
      }).catch((error: Error) => {
        throw withDriftHint(error, stack)
      })
      const changed = Object.entries(changes).filter(
        ([operation, count]) => operation !== 'same' && count > 0,
      )
      context.changed ||= changed.length > 0
      context.session = await openSession(stack)
      return changed.length === 0
        ? `${changes.same} resources unchanged`
        : changed.map(([operation, count]) => `${count} ${operation}`).join(', ')
    },
  }
}

function systems({ signal }: UpOptions): Step<Context> {
  return {
    title: 'Systems',
    async run(context, report) {
      const { cluster, outputs } = context.session!
      return `${await waitForSystems(cluster, outputs, { report, signal })} ready`
    },
  }
}

/** Says how fields are taken back that others have set, as the server's refusal tells of them. */
export function withDriftHint(error: Error, stack: string): Error {
  if (!/is set by "|conflict with "/i.test(error.message)) return error
  const command = `${upCommand(stack)}${stack === 'loc' ? ' --' : ''} --repair-drift`
  return new Failure(`${error.message}\n\`${command}\` takes back what others have set.`)
}
