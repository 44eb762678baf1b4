import type { Api } from './api.ts'
import { isNotFound, UnknownKind } from './errors.ts'
import type { Identity } from './objects.ts'

/** How the server calls a kind in its paths. */
export interface Kind {
  readonly plural: string
  readonly namespaced: boolean
}

export interface Discovery {
  /** @throws UnknownKind */
  kind(apiVersion: string, kind: string): Promise<Kind>
  /** The path of an object. @throws UnknownKind */
  path(object: Identity): Promise<string>
  /** Forgets what is known: a CustomResourceDefinition came or went. */
  forget(): void
}

interface ResourceList {
  readonly resources: readonly { name: string; kind: string; namespaced: boolean }[]
}

/** What kinds the server has, asked once per group and version; a kind that is not known yet is asked for again. */
export function discover(api: Api, defaultNamespace: string): Discovery {
  const known = new Map<string, Promise<Map<string, Kind>>>()

  const kindsOf = (apiVersion: string): Promise<Map<string, Kind>> => {
    const present = known.get(apiVersion)
    if (present !== undefined) return present
    const asked = ask(api, apiVersion)
    known.set(apiVersion, asked)
    asked.catch(() => known.delete(apiVersion))
    return asked
  }

  const kind = async (apiVersion: string, name: string): Promise<Kind> => {
    const found = (await kindsOf(apiVersion)).get(name)
    if (found !== undefined) return found
    known.delete(apiVersion)
    throw new UnknownKind(apiVersion, name)
  }

  return {
    kind,
    forget: () => known.clear(),
    path: async (object) => {
      const { plural, namespaced } = await kind(object.apiVersion, object.kind)
      const namespace = namespaced ? `/namespaces/${object.namespace ?? defaultNamespace}` : ''
      return `${prefix(object.apiVersion)}${namespace}/${plural}/${encodeURIComponent(object.name)}`
    },
  }
}

function prefix(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

async function ask(api: Api, apiVersion: string): Promise<Map<string, Kind>> {
  try {
    const { resources } = JSON.parse((await api({ path: prefix(apiVersion) })).body) as ResourceList
    const own = resources.filter(({ name }) => !name.includes('/'))
    return new Map(own.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]))
  } catch (error) {
    if (isNotFound(error)) return new Map()
    throw error
  }
}
