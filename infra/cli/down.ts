import { existsSync, rmdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { paths } from '../lab/paths.ts'
import { stopLab } from '../lab/stopLab.ts'
import { destroy, forget, isKnown } from '../pulumi.ts'
import { exitCode, Failure } from './failure.ts'
import { imageLockFile } from './lockImages.ts'
import { requireReachable } from './session.ts'
import { runSteps, type Step } from './steps.ts'
import type { Target } from './target.ts'

export interface DownOptions {
  readonly stack: string
  readonly target: Target
  /** Data, models and the stack's state too. */
  readonly deleteState: boolean
  readonly signal: AbortSignal
}

/** Stops the lab. A cluster of one's own is never stopped: `--delete` destroys the stack there, and only that. */
export async function down(options: DownOptions): Promise<void> {
  await runSteps({}, options.target.kind === 'own' ? await destruction(options) : stop(options))
}

function stop({ stack, deleteState }: DownOptions): Step<object>[] {
  return [
    {
      title: 'Stopping the lab',
      async run(_context, report) {
        await stopLab({ deleteState }, report)
        if (!deleteState) return 'its data and models stay; `npm run up` continues with them'
        await forgetStack(stack, report)
        return existsSync(paths().home)
          ? `its data, models and state are deleted; ${paths().home} keeps what other stacks need`
          : `nothing is left but what can be built again, in ${paths().cache}`
      },
    },
  ]
}

async function destruction({ stack, target, deleteState, signal }: DownOptions): Promise<Step<object>[]> {
  const { kubeconfig } = target
  if (!deleteState)
    throw new Failure(
      `${kubeconfig} is a cluster of your own, so there is no lab to stop; add --delete to destroy stack ${stack} there, with its data`,
      exitCode.usage,
    )
  await requireReachable(target)
  if (!isKnown({ stack }))
    throw new Failure(
      `nothing was destroyed: ${paths().home} knows no stack ${stack}; ATOLL_HOME names the directory it was brought up with`,
      exitCode.notReady,
    )
  return [
    {
      title: `Destroying stack ${stack} on the cluster of ${kubeconfig}`,
      async run(_context, report) {
        const { changes } = await destroy({ stack, kubeconfig, report, signal })
        await forgetStack(stack, report)
        return `${changes.delete ?? 0} resources deleted, with data, models and state; the cluster and the images in its registry stay`
      },
    },
  ]
}

async function forgetStack(stack: string, report: (line: string) => void): Promise<void> {
  await forget({ stack, report })
  await rm(imageLockFile(stack), { force: true })
  try {
    rmdirSync(paths().home)
  } catch {}
}
