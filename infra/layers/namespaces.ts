import type { Place } from '../../components/contracts.ts'
import { meshLabels } from '../../components/mesh/meshPlace.ts'
import { Namespace } from '../../components/namespace.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { Config } from '../config.ts'
import { systems } from '../systems.ts'

/** One namespace for each system that is on, and one for each workload, which its own team answers for. */
export function namespaces(
  { environment, owner, systems: listed }: Config,
  workloads: readonly AnyWorkload[],
): Readonly<Record<string, Place>> {
  const ofSystems = listed.map((name) => {
    const level = systems[name].podSecurity
    return [name, new Namespace(name, { environment, owner }, level)] as const
  })
  const inMesh = listed.includes('istio') ? meshLabels : {}
  const ofWorkloads = workloads.map(
    ({ name, owner }) => [name, new Namespace(name, { environment, owner }, 'restricted', inMesh)] as const,
  )
  return Object.fromEntries<Place>([...ofSystems, ...ofWorkloads])
}
