const components = /^kubernetes:(helm\.sh\/v[23]:|helm:|kustomize|yaml)/
const covered = 'kubernetes:helm.sh/v3:Release'

/** Why a type of resource or function is not served here, or undefined where it is. */
export function notCovered(token: string): string | undefined {
  const stands = 'the stand-in for the published Kubernetes provider'
  if (components.test(token) && token !== covered) {
    return `${token} is not covered by ${stands}: of helm, kustomize and yaml there are helm.v4.Chart and helm.v3.Release.`
  }
  const kind = token.split(':').at(-1) ?? ''
  if (kind.endsWith('Patch')) {
    return `${token} is not covered by ${stands}: Patch resources need the published plugin.`
  }
  if (kind.endsWith('List')) {
    return `${token} is not covered by ${stands}: declare the objects of the list one by one.`
  }
  return undefined
}
