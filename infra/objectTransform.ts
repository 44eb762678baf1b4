import { log, type ResourceTransform, RunError, runtime } from '@pulumi/pulumi'
import { givenOptions } from '../components/givenOptions.ts'
import { mirrored } from '../components/mirror.ts'
import { leaks } from './closure.ts'
import type { Config } from './config.ts'
import { noteImages } from './imagesUsed.ts'
import type { Locks } from './locks.ts'
import { isPrivileged } from './policy/isPrivileged.ts'
import { type KubernetesObject, violations } from './policy/rules.ts'

export type Closed = Pick<Config, 'environment' | 'domain' | 'images' | 'owner'>

/**
 * What every Kubernetes object of a stack goes through, whoever made it, charts too: its images are taken from the
 * mirror, it carries the label of its owner, it names no host outside the network, and it keeps to the rules of the
 * policy pack. Definitions of kinds are protected where data would be lost.
 */
export function objectTransform(config: Closed, locks: Locks): ResourceTransform {
  const { owner, images, environment } = config
  const mirror = images.mirror && { registry: images.mirror, digests: locks.images.mirrored ?? {} }
  const problems = objectProblems(config, locks)
  // When an object comes, the engine calls outside the program's run.
  const isPreview = runtime.isDryRun()
  // Without a definition every object of its kind is gone.
  const protectDefinitions = environment === 'stage' || environment === 'prod'
  return ({ type, props, opts }) => {
    if (!isObject(type)) return undefined
    // Definitions are most of what charts hold, and have no image: they are passed on as they are.
    if (type.endsWith(':CustomResourceDefinition'))
      return protectDefinitions ? { props, opts: { ...givenOptions(opts), protect: true } } : undefined
    const object = owned(mirror ? mirrored(props, mirror) : props, owner)
    const name = `${object.kind} ${nameOf(object.metadata)}`
    noteImages(object, name)
    report(
      problems(object).map((what) => `${name}: ${what}`),
      isPreview,
    )
    return { props: object, opts: givenOptions(opts) }
  }
}

/** What an object must not be: a text that names a host outside the network, a break of a rule of the policy pack. */
export function objectProblems(
  config: Closed,
  locks: Locks,
): (object: KubernetesObject, ofRelease?: boolean) => string[] {
  const inside = insideOf(config, locks)
  return (object, ofRelease = false) => [
    ...leaks([object], inside).map(
      ({ field, host }) => `${field} names ${host}, which is outside the network`,
    ),
    // What is only read has no fields of its own.
    ...(object.metadata === undefined ? [] : violations(object, isPrivileged(object), ofRelease)),
  ]
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
export function report(found: readonly string[], isPreview: boolean): void {
  for (const message of found) {
    if (!isPreview) throw new RunError(message)
    log.error(message)
  }
}

/** Names made of what is not known before the run are not known either. */
export function nameOf({ namespace, name }: NonNullable<KubernetesObject['metadata']> = {}): string {
  const known = typeof name === 'string' ? name : 'of a name not yet known'
  return typeof namespace === 'string' ? `${namespace}/${known}` : known
}
