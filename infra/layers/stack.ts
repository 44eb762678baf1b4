import type { Charts } from '../../components/charts.ts'
import type { Place } from '../../components/contracts/place.ts'
import type { ApiServers } from '../../components/contracts/servers.ts'
import type { Mirror } from '../../components/mirror.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { Config } from '../config.ts'
import type { ImageLock } from '../imageLock.ts'
import type { SystemName } from '../systems.ts'

/** What every layer of the platform is built from. */
export interface Stack {
  readonly config: Config
  readonly lock: ImageLock
  readonly charts: Charts
  readonly mirror: Mirror
  readonly apiServers: ApiServers
  /** Those that are on. */
  readonly workloads: readonly AnyWorkload[]
  /** By system or workload. */
  readonly places: Readonly<Record<string, Place>>
}

/** Builds a system if the stack has it. */
export function ifOn<Built>(
  { config, places }: Stack,
  system: SystemName,
  build: (place: Place) => Built,
): Built | undefined {
  return config.systems.includes(system) ? build(places[system]) : undefined
}

/** A contract that the checks of the configuration have found to be there. */
export function needed<Built>(built: Built | undefined, what: string): Built {
  if (built === undefined) throw new Error(`${what} must be built before what needs it`)
  return built
}
