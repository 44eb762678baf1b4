import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStore } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { ModelRegistry } from '../contracts/registries.ts'
import type { Replicas, Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { environment } from '../pods.ts'
import { replicasService, service } from '../service.ts'
import { type Served, servedVariables } from './served.ts'
import { servingReplicas } from './servingReplicas.ts'
import { trainingJob } from './trainingJob.ts'

export interface WorkloadArgs {
  readonly workload: AnyWorkload
  readonly place: Place
  /** The one image of all services. */
  readonly image: string
  /** What the image was built from; written into every trained model's record. */
  readonly codeVersion: string
  readonly store: ObjectStore
  readonly registry: ModelRegistry
  readonly metrics: Metrics | undefined
  /** Least replicas in this stack; the workload may ask for more. */
  readonly minimumReplicas: number
  /** Size limit of a replica's directory of models. */
  readonly modelCache: string
  /** Port of every node, where no gateway has it. */
  readonly nodePort: number | undefined
  /** How it is served, where it is not as usual. */
  readonly served?: Served | undefined
}

const port = 8080
const cachePath = '/var/cache/atoll'

/**
 * Any workload on Kubernetes: its model served by replicas that fetch new versions themselves, and its training as a
 * CronJob, suspended if the workload has no schedule, from which single trainings are made.
 */
export class Workload extends pulumi.ComponentResource implements Replicas {
  readonly address: ServiceAddress
  readonly server: Server
  readonly headless: string
  readonly readyPath: string
  /** Name of the CronJob. */
  readonly training: string

  constructor(args: WorkloadArgs) {
    const { workload, place, nodePort } = args
    const { name } = workload
    const { namespace, ownership } = place
    super('atoll:ml:Workload', `${ownership.environment}-${name}`)
    const labels = labelsOf(ownership, name, 'serving')
    const trainingLabels = { ...labels, ...selectorOf(name, 'training') }
    this.server = { place, name, labels: selectorOf(name, 'serving'), port }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    this.training = `${name}-train`
    this.headless = replicasService({ server: this.server, labels, parent: this })
    this.readyPath = `/v2/models/${name}/ready`
    this.openNetwork(args)
    const annotations = {
      ...args.metrics?.scrape(this.server, '/metrics'),
      ...args.store.credentials.annotations,
    }

    const within = servingReplicas({
      ...{ server: this.server, labels, annotations, parent: this, after: args.store.credentials.written },
      replicas: Math.max(workload.serving.replicas, args.minimumReplicas),
      image: args.image,
      program: 'services/runtime/serve.ts',
      environment: environment({
        ...platformVariables(args),
        ATOLL_MODEL_CACHE: cachePath,
        ...servedVariables(args.served),
      }),
      resources: workload.serving.resources,
      cache: { name: 'models', path: cachePath, size: args.modelCache },
    })
    new k8s.batch.v1.CronJob(
      `${namespace}/${this.training}`,
      {
        metadata: { name: this.training, namespace, labels: trainingLabels },
        spec: {
          schedule: workload.training.schedule ?? '@yearly',
          suspend: workload.training.schedule === undefined,
          timeZone: 'Etc/UTC',
          concurrencyPolicy: 'Forbid',
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 3,
          jobTemplate: trainingJob({
            name,
            labels: trainingLabels,
            image: args.image,
            environment: environment({ ...platformVariables(args), ATOLL_REPLICAS_HOST: this.headless }),
            resources: workload.training.resources,
            timeoutSeconds: workload.training.timeoutSeconds,
          }),
        },
      },
      within,
    )
    this.registerOutputs()
  }

  private openNetwork({ workload, place, registry, store }: WorkloadArgs): void {
    const { name } = workload
    const training = { place, name: `${name}-train`, labels: selectorOf(name, 'training') }
    const all = { place, name, labels: { 'app.kubernetes.io/name': name } }
    connect(all, registry.server, this)
    connect(all, store.server, this)
    connect(training, this.server, this)
  }
}

/** What training and serving read alike. */
function platformVariables({ workload, place, codeVersion, registry, store }: WorkloadArgs) {
  return {
    ATOLL_WORKLOAD: workload.name,
    ATOLL_ENVIRONMENT: place.ownership.environment,
    ATOLL_CODE_VERSION: codeVersion,
    MLFLOW_TRACKING_URI: registry.trackingUri,
    S3_ENDPOINT: store.endpoint,
    S3_REGION: store.region,
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: store.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    PORT: port,
  }
}
