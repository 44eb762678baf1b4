import type { Certificates } from '../../components/contracts/certificates.ts'
import type { Databases, KeyValueStores } from '../../components/contracts/databases.ts'
import type { Gateway } from '../../components/contracts/mesh.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import { Harbor } from '../../components/registry/harbor.ts'
import { ifOn, needed, type Stack } from './stack.ts'

interface Systems {
  readonly certificates: Certificates | undefined
  readonly databases: Databases | undefined
  readonly keyValueStores: KeyValueStores | undefined
  readonly objects: ObjectStores | undefined
  readonly metrics: Metrics | undefined
  /** Where there is one, it leads to the registry. */
  readonly gateway: Gateway | undefined
}

export function registry(stack: Stack, systems: Systems) {
  const { config, charts, lock } = stack
  return ifOn(stack, 'harbor', (place) => {
    const harbor = new Harbor({
      ...config.sizes.harbor,
      place,
      chart: charts.harbor,
      setupImage: lock.images.services,
      certificates: needed(systems.certificates, 'certificates'),
      database: needed(systems.databases, 'databases').database('harbor', place),
      store: needed(systems.keyValueStores, 'key-value stores').keyValueStore('harbor', place),
      images: needed(systems.objects, 'object stores').bucket('harbor', place),
      metrics: systems.metrics,
      domain: config.domain,
    })
    systems.gateway?.expose(harbor.server, harbor.address, 'harbor')
    return harbor
  })
}
