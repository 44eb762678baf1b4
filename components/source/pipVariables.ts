import type { PackageIndex } from '../contracts/registries.ts'

/** The environment by which pip takes packages from an index inside, which speaks no TLS. */
export function pipVariables({ url }: PackageIndex) {
  return { PIP_INDEX_URL: url, PIP_TRUSTED_HOST: new URL(url).hostname }
}
