import { log, type ResourceTransform, RunError, runtime } from '@pulumi/pulumi'
import { mirrored } from '../components/mirror.ts'
import { type Leak, leaks } from './closure.ts'
import type { Config } from './config.ts'
import type { Locks } from './locks.ts'

type Closed = Pick<Config, 'environment' | 'domain' | 'images' | 'owner'>

/**
 * What every Kubernetes object of a stack goes through, whoever made it, charts too: its images are taken from the
 * mirror, it names no host outside the network, and it carries the label of its owner. Definitions of kinds are
 * protected where data would be lost.
 */
export function objectTransform(config: Closed, locks: Locks): ResourceTransform {
  const { owner, images, environment } = config
  const mirror = images.mirror && { registry: images.mirror, digests: locks.images.mirrored ?? {} }
  const inside = insideOf(config, locks)
  // When an object comes, the engine calls outside the program's run.
  const isPreview = runtime.isDryRun()
  // Without a definition every object of its kind is gone.
  const protectDefinitions = environment === 'stage' || environment === 'prod'
  return ({ type, props, opts }) => {
    if (!isObject(type)) return undefined
    // Definitions are most of what charts hold, and have no image: they are passed on as they are.
    if (type.endsWith(':CustomResourceDefinition'))
      return protectDefinitions ? { props, opts: { ...opts, protect: true } } : undefined
    const object = owned(mirror ? mirrored(props, mirror) : props, owner)
    report(leaks([object], inside), isPreview)
    return { props: object, opts }
  }
}

function isObject(type: string): boolean {
  return type.startsWith('kubernetes:') && !type.startsWith('kubernetes:helm.sh/')
}

function owned<Props extends { metadata?: { labels?: object } }>(props: Props, owner: string): Props {
  const { metadata } = props
  if (metadata === undefined) return props
  return {
    ...props,
    metadata: { ...metadata, labels: { owner, 'app.kubernetes.io/part-of': 'atoll', ...metadata.labels } },
  }
}

/** The stack's own names, and the registries that its images come from. */
function insideOf({ domain, images }: Closed, locks: Locks): string[] {
  const registries = [images.mirror ?? domain, ...Object.values(locks.images.images)]
  return [domain, ...new Set(registries.map((reference) => reference.replace(/[:/].*$/, '')))]
}

/** All are named in a preview; on the way to the cluster the first one stops its object. */
function report(found: readonly Leak[], isPreview: boolean): void {
  for (const { object, field, host } of found) {
    const message = `${object}: ${field} names ${host}, which is outside the network`
    if (!isPreview) throw new RunError(message)
    log.error(message)
  }
}
