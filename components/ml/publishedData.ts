import * as pulumi from '@pulumi/pulumi'
import type { PublishedData as Published } from '../../services/runtime/workload/publishedData.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStoreReader } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { Replicas, Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { environment } from '../pods.ts'
import { replicasService, service } from '../service.ts'
import { servingReplicas } from './servingReplicas.ts'

export interface PublishedDataArgs {
  readonly data: Published
  /** Name of the workload that publishes it. */
  readonly workload: string
  readonly place: Place
  /** The one image of all services. */
  readonly image: string
  readonly codeVersion: string
  /** Reads what is published, in the workload's bucket. */
  readonly store: ObjectStoreReader
  readonly bucket: string
  readonly metrics: Metrics | undefined
  /** Least replicas in this stack; the data may ask for more. */
  readonly minimumReplicas: number
  /** Port of every node, where no gateway has it. */
  readonly nodePort: number | undefined
}

const port = 8080
const cachePath = '/var/cache/atoll'

/** Replicas that answer what is asked of a workload's published data, and take over each new version themselves. */
export class PublishedData extends pulumi.ComponentResource implements Replicas {
  readonly address: ServiceAddress
  readonly server: Server
  readonly headless: string
  readonly readyPath = '/v2/health/ready'

  constructor(args: PublishedDataArgs) {
    const { data, place, store, nodePort } = args
    const { name } = data
    const { ownership } = place
    super('atoll:ml:PublishedData', `${ownership.environment}-${name}`)
    const labels = labelsOf(ownership, name, 'published-data')
    this.server = { place, name, labels: selectorOf(name, 'published-data'), port }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    this.headless = replicasService({ server: this.server, labels, parent: this })
    connect(this.server, store.server, this)
    const annotations = {
      ...args.metrics?.scrape(this.server, '/metrics'),
      ...store.credentials.annotations,
    }
    servingReplicas({
      ...{ server: this.server, labels, annotations, parent: this, after: store.credentials.written },
      replicas: Math.max(data.replicas, args.minimumReplicas),
      image: args.image,
      program: 'services/runtime/servePublished.ts',
      environment: environment(variables(args)),
      resources: data.resources,
      cache: { name: 'data', path: cachePath, size: data.disk },
    })
    this.registerOutputs()
  }
}

function variables({ workload, codeVersion, store, bucket }: PublishedDataArgs) {
  return {
    ATOLL_WORKLOAD: workload,
    ATOLL_CODE_VERSION: codeVersion,
    S3_ENDPOINT: store.endpoint,
    S3_REGION: store.region,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: store.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    ATOLL_DATA_CACHE: cachePath,
    PORT: port,
  }
}
