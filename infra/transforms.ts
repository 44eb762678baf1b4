import type { ResourceTransform } from '@pulumi/pulumi'
import { chartTransform } from './chartTransform.ts'
import type { Config } from './config.ts'
import type { Locks } from './locks.ts'
import { objectTransform } from './objectTransform.ts'
import { releaseCheck, releaseType } from './releaseCheck.ts'

/**
 * What every resource of a stack goes through. One transform: the engine sends each object to each of them and back.
 * @param root what the paths of a stack's configuration start from
 */
export function transforms(config: Config, locks: Locks, root: string): ResourceTransform {
  const object = objectTransform(config, locks)
  const chart = chartTransform(root)
  const checkRelease = releaseCheck(config, locks)
  return async (args) => {
    const result = await chart(args)
    if (args.type === releaseType) await checkRelease({ ...args, ...result })
    return result ?? object(args)
  }
}
