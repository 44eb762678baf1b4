import { log, output, type ResourceTransformArgs, runtime } from '@pulumi/pulumi'
import { releaseObjects } from './charts/releaseObjects.ts'
import { noteImages } from './imagesUsed.ts'
import type { Locks } from './locks.ts'
import { type Closed, nameOf, objectProblems, report } from './objectTransform.ts'

export const releaseType = 'kubernetes:helm.sh/v3:Release'

/**
 * Holds the objects of a release to what every object is held to. Helm makes them, so that no transform sees them: they
 * are rendered to be looked at, those of hooks too.
 */
export function releaseCheck(
  config: Closed,
  locks: Locks,
): (args: Pick<ResourceTransformArgs, 'name' | 'props'>) => Promise<void> {
  const problems = objectProblems(config, locks)
  const isPreview = runtime.isDryRun()
  return async ({ name, props }) => {
    const inputs = await settled(props)
    if (inputs === undefined) {
      log.warn(`Release ${name} is looked at in up only: its values are not known before`)
      return
    }
    const objects = await releaseObjects(inputs)
    const found = objects.flatMap((object) => {
      const whose = `${object.kind} ${nameOf(object.metadata)}`
      noteImages(object, whose)
      return problems(object, true).map((what) => `Release ${name}: ${whose}: ${what}`)
    })
    report(found, isPreview)
  }
}

/** The inputs without the outputs in them; undefined while one of those is not known. */
async function settled(props: object): Promise<Record<string, unknown> | undefined> {
  const all = output(props) as unknown as {
    promise(): Promise<Record<string, unknown>>
    isKnown: Promise<boolean>
  }
  return (await all.isKnown) ? all.promise() : undefined
}
