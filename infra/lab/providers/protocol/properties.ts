/** How the engine writes values on the wire: plain JSON, with marks for secrets and for values not known yet. */

export type Properties = Record<string, unknown>
export type Path = readonly (string | number)[]

const signatureKey = '4dabf18193072939515e22adb298388d'
const secretSignature = '1b47061264138c4ac30d75fd1eb44270'
const outputSignature = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'

const unknownMarks = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
])

export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

export function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isUnknown(value: unknown): boolean {
  return typeof value === 'string' && unknownMarks.has(value)
}

/** Whether any value inside is not known yet, as happens in previews. */
export function containsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown)
  if (isObject(value)) return Object.values(value).some(containsUnknown)
  return isUnknown(value)
}

export function isSecret(value: unknown): value is Properties & { value: unknown } {
  return isObject(value) && value[signatureKey] === secretSignature
}

export function secret(value: unknown): unknown {
  return isSecret(value) ? value : { [signatureKey]: secretSignature, value }
}

/** The value without its marks, and the paths of what was secret in it. Nulls in objects are left out. */
export function withoutSecrets(value: unknown): { readonly value: unknown; readonly secrets: Path[] } {
  const secrets: Path[] = []
  const strip = (node: unknown, path: Path): unknown => {
    if (isSecret(node)) {
      secrets.push(path)
      return strip(node.value, path)
    }
    if (Array.isArray(node)) return node.map((item, index) => strip(item, [...path, index]))
    if (!isObject(node)) return node
    if (node[signatureKey] === outputSignature) return 'value' in node ? strip(node.value, path) : unknown
    const fields = Object.entries(node).filter(([, field]) => field !== null && field !== undefined)
    return Object.fromEntries(fields.map(([key, field]) => [key, strip(field, [...path, key])]))
  }
  return { value: strip(value, []), secrets }
}

export function plain(properties: unknown): Properties {
  return withoutSecrets(properties ?? {}).value as Properties
}

/** The value with everything at the given paths marked secret; paths that lead nowhere are passed over. */
export function withSecrets(value: unknown, secrets: readonly Path[]): unknown {
  if (secrets.some((path) => path.length === 0)) return value === undefined ? value : secret(value)
  if (secrets.length === 0) return value
  const below = (key: string | number) =>
    secrets.filter((path) => path[0] === key).map((path) => path.slice(1))
  if (Array.isArray(value)) return value.map((item, index) => withSecrets(item, below(index)))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, withSecrets(field, below(key))]),
  )
}

/** A path as the engine prints and parses it: `spec.containers[0].image`, `metadata.labels["a.b/c"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}
