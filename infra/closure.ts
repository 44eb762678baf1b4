import { eachString } from '../components/strings.ts'

/** A text of an object that names a host outside the network. */
export interface Leak {
  /** `Deployment ml/pipelines`. */
  readonly object: string
  /** `spec.template.spec.containers[0].env[3].value`. */
  readonly field: string
  readonly host: string
}

interface KubernetesObject {
  readonly kind?: unknown
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown }
}

const address =
  /\b(?:[a-z][a-z0-9+.-]*):\/\/(?:[^\s/@"'`]*@)?(\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?=[:/?#\s"'`,;)<>\]}\\]|$)/gi
const publicNames = 'com|org|net|io|dev|ai|cloud|app|sh|co|us|edu|gov|info|me|tech|de|cn|uk|eu|fr|ru'
const bare = new RegExp(
  String.raw`(?<![\w./@:$-])((?:[a-z0-9][a-z0-9-]*\.)+(?:${publicNames}))(?=:\d{2,5}\b|\/[\w./-]+[:@]\w)`,
  'gi',
)

const isPublic = new RegExp(String.raw`\.(?:${publicNames})$`)
const isAddress = /^(\[|\d+(\.\d+){3}$)/

/** Fields that describe and are read by people only. */
const prose = new Set(['description', 'longDescription', 'title', 'message'])
/** Names of formats, which look like addresses. */
const formats = /^(www\.w3\.org|json-schema\.org|schemas\..*|unitsofmeasure\.org)$/i

/**
 * Every place of the objects that names a host outside the network: in an address or an image, in any text of any
 * object. What people only read is passed over: descriptions, and comments of scripts.
 * @param inside names of the network, each with all below it, as `example.internal`
 */
export function leaks(objects: readonly unknown[], inside: readonly string[]): Leak[] {
  return objects.flatMap((object) => {
    const { kind, metadata } = object as KubernetesObject
    // What a definition says of other hosts are descriptions.
    if (kind === 'CustomResourceDefinition') return []
    const name = `${kind} ${metadata?.namespace ? `${metadata.namespace}/` : ''}${metadata?.name}`
    const found: Leak[] = []
    eachString(object, (text, key, path) => {
      if (!prose.has(key) && !path.includes('annotations'))
        for (const host of hostsIn(withoutComments(text)))
          if (!isInside(host, inside)) found.push({ object: name, field: fieldOf(path), host })
      return text
    })
    return found
  })
}

/** Hosts of addresses and images in a text, each once. */
export function hostsIn(text: string): string[] {
  const hosts = [address, bare].flatMap((pattern) => [...text.matchAll(pattern)].map(([, host]) => host!))
  return [...new Set(hosts.map((host) => host.toLowerCase()))].filter((host) => !formats.test(host))
}

function isInside(host: string, inside: readonly string[]): boolean {
  if (isAddress.test(host) || isService(host)) return true
  return inside.some((name) => host === name || host.endsWith(`.${name}`))
}

/** `minio`, `minio.storage`, `minio.storage.svc.cluster.local`, or a pod of it: `minio-0.minio.storage.svc`. */
function isService(host: string): boolean {
  const labels = host.split('.')
  if (labels.length <= 2) return !isPublic.test(host)
  return labels[2] === 'svc' || labels[3] === 'svc' || host.endsWith('.local')
}

function withoutComments(text: string): string {
  return text.includes('\n') ? text.replace(/^\s*(#|\/\/).*$/gm, '') : text
}

function fieldOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (/^[\w$-]+$/.test(step)) return text === '' ? step : `${text}.${step}`
    return `${text}["${step}"]`
  }, '')
}
