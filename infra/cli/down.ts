import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stopLab } from '../lab/lab.ts'
import { paths } from '../lab/paths.ts'
import { destroy, pulumi } from '../pulumi.ts'
import { exitCode, Failure } from './failure.ts'
import { imageLockFile } from './lockImages.ts'
import { runSteps } from './steps.ts'
import type { Target } from './target.ts'

export interface DownOptions {
  readonly stack: string
  readonly target: Target
  /** Data, models and the stack's state too. */
  readonly deleteState: boolean
  readonly signal: AbortSignal
}

/** Stops the lab; on a cluster of one's own, `--delete` destroys the stack and nothing less is there to do. */
export async function down({ stack, target, deleteState, signal }: DownOptions): Promise<void> {
  if (target.kind === 'own' && !deleteState)
    throw new Failure(
      `${target.kubeconfig} is a cluster of your own, so there is no lab to stop; add --delete to destroy stack ${stack} there, with its data`,
      exitCode.usage,
    )
  await runSteps({}, [
    {
      title: target.kind === 'own' ? `Destroying stack ${stack}` : 'Stopping the lab',
      async run(_context, report) {
        if (target.kind === 'own') await destroy({ stack, kubeconfig: target.kubeconfig, report, signal })
        else await stopLab({ deleteState }, report)
        if (deleteState && target.kind === 'lab') {
          if (existsSync(join(paths().home, 'pulumi')))
            await pulumi(['stack', 'rm', '--yes', '--force'], { stack, report })
          await rm(imageLockFile(stack), { force: true })
        }
        return deleteState
          ? 'nothing is left of it'
          : 'its data and models stay; `npm run up` continues with them'
      },
    },
  ])
}
