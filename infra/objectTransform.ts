import type { ResourceTransform } from '@pulumi/pulumi'
import { mirrored } from '../components/mirror.ts'
import type { Config } from './config.ts'
import type { Locks } from './locks.ts'

/**
 * What every Kubernetes object of a stack goes through, whoever made it, charts too: its images are taken from the
 * mirror, and it carries the label of its owner. Definitions of kinds are protected where data would be lost.
 */
export function objectTransform(
  config: Pick<Config, 'environment' | 'images' | 'owner'>,
  locks: Locks,
): ResourceTransform {
  const { owner, images, environment } = config
  const mirror = images.mirror && { registry: images.mirror, digests: locks.images.mirrored ?? {} }
  // Without a definition every object of its kind is gone.
  const protectDefinitions = environment === 'stage' || environment === 'prod'
  return ({ type, props, opts }) => {
    if (!isObject(type)) return undefined
    const object = mirror ? mirrored(props, mirror) : props
    return {
      props: owned(object, owner),
      opts:
        protectDefinitions && type.endsWith(':CustomResourceDefinition') ? { ...opts, protect: true } : opts,
    }
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
