import { eachString } from './strings.ts'

/** The registry inside the network from which every image is pulled. */
export interface Mirror {
  /** Host and, if it needs them, port and project, as `harbor.example.org/mirror`. */
  readonly registry: string
  /** Digest by reference of the origin, as `quay.io/strimzi/operator:1.1.0` to `sha256:...`. */
  readonly digests: Readonly<Record<string, string>>
}

const host = String.raw`[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?`
const path = String.raw`[a-z0-9._-]+(?:\/[a-z0-9._-]+)*`
const tag = String.raw`:[\w][\w.-]{0,127}`
const digest = '@sha256:[0-9a-f]{64}'

/** A reference with its registry, anywhere in a text. */
const qualified = new RegExp(
  String.raw`(?<![\w./@:-])(${host}\/${path})(?:(${tag})(${digest})?|(${digest}))(?![\w/-])`,
  'g',
)

/** A whole reference, which may leave out its registry, as container runtimes take it. */
const reference = new RegExp(String.raw`^(?:(${host})\/)?(${path})(${tag})?(${digest})?$`)

/** Stands for an image that Istio fills in as a pod is made. */
export const filledIn = 'auto'

/** The full reference that a container runtime reads: `busybox:1` is `docker.io/library/busybox:1`. */
export function qualify(image: string): string {
  if (image === filledIn) return image
  const parts = reference.exec(image)
  if (parts === null) return image
  const [, registry, name, version = '', pin = ''] = parts
  if (registry !== undefined) return image
  return `docker.io/${name!.includes('/') ? '' : 'library/'}${name}${version}${pin}`
}

/**
 * The value with each image taken from the mirror: `quay.io/a/b:1` becomes `mirror/quay.io/a/b:1@sha256:...`. Fields
 * named `image` hold images whatever they look like; in every other text only what names a registry and a tag is one.
 */
export function mirrored<Value>(value: Value, mirror: Mirror): Value {
  return eachString(value, (text, key) => {
    const full = key === 'image' ? qualify(text) : text
    return full.replace(qualified, (whole, name: string, version = '', pinned = '', bare = '') => {
      if (whole.startsWith(`${mirror.registry}/`)) return whole
      const locked = mirror.digests[`${name}${version}`]
      const pin = pinned || bare || (locked === undefined ? '' : `@${locked}`)
      return `${mirror.registry}/${name}${version}${pin}`
    })
  })
}

/** Every image that a value names, by its full reference. */
export function imagesIn(value: unknown): string[] {
  const found = new Set<string>()
  eachString(value, (text, key) => {
    for (const [image] of (key === 'image' ? qualify(text) : text).matchAll(qualified)) found.add(image)
    return text
  })
  return [...found].sort()
}
