const components = /^kubernetes:(helm\.sh\/|helm:|kustomize|yaml)/

/** Why a type of resource or function is not served here, or undefined where it is. */
export function notCovered(token: string): string | undefined {
  const stands = 'the stand-in for the published Kubernetes provider'
  if (components.test(token)) {
    return `${token} is not covered by ${stands}: helm, kustomize and yaml resources need the published plugin.`
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
