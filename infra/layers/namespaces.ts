import type { Resource } from '@pulumi/pulumi'
import type { Place } from '../../components/contracts/place.ts'
import { meshLabels } from '../../components/mesh/meshPlace.ts'
import { Namespace } from '../../components/namespace.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { Config } from '../config.ts'
import { type System, type SystemName, systems } from '../systems.ts'
import { notebookOf } from '../users.ts'

type Places = Readonly<Record<string, Place>>

/** Namespaces of the systems that volumes come from. */
export function namespacesOfStorage(config: Config): Places {
  return placesOf(config, config.systems.filter(givesStorage), [])
}

/**
 * One namespace for each other system that is on, one for each workload, which its own team answers for, and one for
 * each user.
 * @param storage what volumes come from: it is there before any claim, and goes when no claim is left
 */
export function namespaces(
  config: Config,
  workloads: readonly AnyWorkload[],
  storage: readonly Resource[],
): Places {
  const { environment, systems: listed } = config
  const labels = listed.includes('istio') ? meshLabels : {}
  const ofWorkloads = workloads.map(({ name, owner }) => {
    return [name, new Namespace(name, { environment, owner }, { labels, after: storage })] as const
  })
  const ofUsers = config.users.map((user) => {
    const name = notebookOf(user)
    return [
      name,
      new Namespace(name, { environment, owner: config.owner }, { labels, after: storage }),
    ] as const
  })
  const others = listed.filter((name) => !givesStorage(name))
  return { ...placesOf(config, others, storage), ...Object.fromEntries<Place>([...ofWorkloads, ...ofUsers]) }
}

function placesOf(
  { environment, owner }: Config,
  names: readonly SystemName[],
  after: readonly Resource[],
): Places {
  const places = names.map((name) => {
    const level = systems[name].podSecurity
    return [name, new Namespace(name, { environment, owner }, { level, after })] as const
  })
  return Object.fromEntries(places)
}

function givesStorage(name: SystemName): boolean {
  const system: System = systems[name]
  return system.gives.includes('storage')
}
