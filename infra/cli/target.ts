import { existsSync, realpathSync, statSync } from 'node:fs'
import { delimiter } from 'node:path'
import { paths } from '../lab/paths.ts'
import { exitCode, Failure } from './failure.ts'

/** The cluster that a command speaks to: the lab of this machine, or one of the user's own. */
export type Target =
  | { readonly kind: 'lab'; readonly kubeconfig: string }
  | { readonly kind: 'own'; readonly kubeconfig: string }

/** One's own cluster when KUBECONFIG names a file that is not the lab's, the lab otherwise. */
export function findTarget(environment: NodeJS.ProcessEnv = process.env): Target {
  const lab = paths(environment).kubeconfig
  const own = environment.KUBECONFIG?.split(delimiter).filter(Boolean)
  if (own === undefined || own.length === 0) return { kind: 'lab', kubeconfig: lab }
  if (own.length > 1)
    throw new Failure(`KUBECONFIG names ${own.length} files; name the one to use`, exitCode.usage)
  if (!existsSync(own[0]!))
    throw new Failure(
      `KUBECONFIG names ${own[0]}, which does not exist; unset it to use the lab of this machine`,
      exitCode.usage,
    )
  if (statSync(own[0]!).isDirectory())
    throw new Failure(
      `KUBECONFIG names ${own[0]}, which is a directory; name the file to use`,
      exitCode.usage,
    )
  const isLab = existsSync(lab) && realpathSync(lab) === realpathSync(own[0]!)
  return { kind: isLab ? 'lab' : 'own', kubeconfig: own[0]! }
}
