import type { Resource } from '@pulumi/pulumi'
import type { ObjectStore } from '../components/contracts/objectStores.ts'
import type { Place } from '../components/contracts/place.ts'
import type { Replicas, ServiceAddress } from '../components/contracts/servers.ts'
import type { Workload } from '../components/ml/workload.ts'
import type { Endpoint, PlatformOutputs, WorkloadOutputs } from './outputs.ts'

/** A workload that was built, and what was built for it. */
export interface BuiltWorkload {
  readonly name: string
  readonly place: Place
  readonly store: ObjectStore
  readonly built: Workload
  /** Port of every node by which its replicas are reached. */
  readonly nodePort: number | undefined
  readonly published?: BuiltData
}

/** Replicas of a workload's published data. */
export interface BuiltData {
  readonly name: string
  readonly built: Replicas & Resource
  readonly nodePort: number | undefined
}

interface Addressed {
  readonly address: ServiceAddress
}

/** What is exported of a platform: names and addresses, and of secrets the names only. */
export function platformOutputs(platform: {
  readonly environment: string
  readonly codeVersion: string
  readonly places: Readonly<Record<string, Place>>
  readonly systems: Readonly<Record<string, Addressed | undefined>>
  readonly workloads: readonly BuiltWorkload[]
}): PlatformOutputs {
  const endpoint = endpointsOn(platform.environment)
  const endpoints = Object.entries(platform.systems).flatMap(([name, system]) =>
    system === undefined ? [] : [[name, endpoint(system.address)] as const],
  )
  const data = platform.workloads.flatMap(({ published }) =>
    published === undefined ? [] : [[published.name, endpoint(addressOf(published))] as const],
  )
  return {
    environment: platform.environment,
    codeVersion: platform.codeVersion,
    namespaces: Object.values(platform.places).map(({ namespace }) => namespace),
    endpoints: Object.fromEntries([...endpoints, ...data]),
    workloads: Object.fromEntries(
      platform.workloads.map((built) => [built.name, workloadOutputs(built, endpoint)]),
    ),
  }
}

/** The port of the nodes may be that of a gateway. */
function addressOf({ built, nodePort }: Pick<BuiltData, 'built' | 'nodePort'>): ServiceAddress {
  return { ...built.address, ...(nodePort === undefined ? {} : { nodePort }) }
}

function workloadOutputs(workload: BuiltWorkload, endpoint: EndpointOf): WorkloadOutputs {
  const { place, store, built } = workload
  return {
    namespace: place.namespace,
    endpoint: endpoint(addressOf(workload)),
    training: built.training,
    store: {
      endpoint: endpoint(store.address),
      bucket: store.bucket,
      region: store.region,
      secret: store.credentials.accessKeyId.name,
    },
  }
}

type EndpointOf = (address: ServiceAddress) => Endpoint

/** Only the node of `loc` is this machine; elsewhere a node port is on no address that is known here. */
function endpointsOn(environment: string): EndpointOf {
  return ({ namespace, service, port, nodePort, protocol }) => {
    const url = `${protocol === 'tcp' ? '' : 'http://'}127.0.0.1:${nodePort}`
    return { namespace, service, port, ...(environment === 'loc' && nodePort !== undefined ? { url } : {}) }
  }
}
