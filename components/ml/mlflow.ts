import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type {
  Metrics,
  ModelRegistry,
  ObjectStoreReader,
  Place,
  Server,
  ServiceAddress,
} from '../contracts.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import {
  containerSecurity,
  dataClaim,
  environment,
  httpProbe,
  podSecurity,
  resources,
  scratch,
} from '../pods.ts'
import { service, url } from '../service.ts'

export interface MlflowArgs {
  readonly place: Place
  readonly image: string
  /** Where its page reads artifacts; trainings write them themselves. */
  readonly artifacts: ObjectStoreReader
  readonly cpu: string
  readonly memory: string
  readonly volume: string
  readonly storageClass: string
  /** The stack's domain: `mlflow.<domain>` is a name of the server too. */
  readonly domain: string
  readonly metrics: Metrics | undefined
  readonly nodePort: number | undefined
}

const name = 'mlflow'
const port = 5000

/** One MLflow tracking server with its registry in SQLite on a volume. */
export class Mlflow extends pulumi.ComponentResource implements ModelRegistry {
  readonly trackingUri: string
  readonly server: Server
  readonly address: ServiceAddress

  constructor(args: MlflowArgs) {
    super('atoll:ml:Mlflow', `${args.place.ownership.environment}-mlflow`)
    const { place, nodePort } = args
    const { namespace } = place
    const labels = labelsOf(place.ownership, name, 'model-registry')
    this.server = { place, name, labels: selectorOf(name, 'model-registry'), port }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    this.trackingUri = url(this.address)
    connect(this.server, args.artifacts.server, this)
    const annotations = {
      ...args.metrics?.scrape(this.server, '/metrics'),
      ...args.artifacts.credentials.annotations,
    }
    new k8s.apps.v1.StatefulSet(
      `${namespace}/mlflow`,
      {
        metadata: { name, namespace, labels },
        spec: {
          serviceName: name,
          replicas: 1,
          selector: { matchLabels: this.server.labels },
          template: {
            metadata: { labels, annotations },
            spec: pod(args, this.address),
          },
          volumeClaimTemplates: [dataClaim(args)],
        },
      },
      { parent: this, dependsOn: [place.ready, args.artifacts.credentials.written] },
    )
    this.registerOutputs()
  }
}

function pod(args: MlflowArgs, address: ServiceAddress): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('256Mi')
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 20,
    containers: [
      {
        name,
        image: args.image,
        args: [
          'server',
          '--host=0.0.0.0',
          `--port=${port}`,
          '--workers=1',
          '--backend-store-uri=sqlite:////data/mlflow.db',
          '--no-serve-artifacts',
          '--default-artifact-root=/nowhere',
          `--allowed-hosts=${allowedHosts(address, args.domain).join(',')}`,
        ],
        env: environment({
          POD_IP: { fieldPath: 'status.podIP' },
          // What `--expose-prometheus` sets, but before MLflow is imported.
          ...(args.metrics === undefined ? {} : { prometheus_multiproc_dir: '/tmp/metrics' }),
          MLFLOW_S3_ENDPOINT_URL: args.artifacts.endpoint,
          AWS_DEFAULT_REGION: args.artifacts.region,
          AWS_ACCESS_KEY_ID: args.artifacts.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: args.artifacts.credentials.secretAccessKey,
          HOME: '/tmp',
        }),
        ports: [{ name: 'http', containerPort: port }],
        startupProbe: httpProbe('/health', port, 1, 300),
        readinessProbe: httpProbe('/health', port, 10, 3),
        livenessProbe: httpProbe('/health', port, 20, 6),
        resources: resources(args),
        securityContext: containerSecurity,
        volumeMounts: [tmp.mount, { name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [tmp.volume],
  }
}

/** Host headers that the server answers: its Service's names, a forwarded or node port, the stack's domain; and its pod's own, which Prometheus uses. */
function allowedHosts({ service, namespace }: ServiceAddress, domain: string): string[] {
  const names = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, `${service}.${domain}`]
  return [...names, 'localhost', '127.0.0.1', '$(POD_IP)'].flatMap((host) => [host, `${host}:*`])
}
