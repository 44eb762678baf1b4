import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { allowFromKubernetesApi, allowKubernetesApi, allowWithin } from '../network.ts'
import { resources } from '../pods.ts'

export interface SparkOperatorArgs {
  readonly place: Place
  readonly chart: ChartReference
  readonly apiServers: ApiServers
  readonly metrics: Metrics | undefined
  /** Namespaces in which SparkApplications are run. */
  readonly watched: readonly Place[]
  /** Of the controller and of its webhook, each. */
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
}

const release = 'spark-operator'
const webhookPort = 9443
const metricsPort = 8080
/** The operator puts it on the pods of every application. */
const launched = { 'sparkoperator.k8s.io/launched-by-spark-operator': 'true' }

/**
 * The operator of Apache Spark, which runs applications in the namespaces of workloads. Its webhook signs a certificate
 * for itself and keeps it in a Secret. The chart would take one of cert-manager's instead, but only where cert-manager
 * is in the cluster already as the chart is rendered, which it is not in the first preview of a stack.
 */
export class SparkOperator extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource

  constructor(args: SparkOperatorArgs) {
    const { place, chart, watched } = args
    super('atoll:ml:SparkOperator', `${place.ownership.environment}-spark-operator`)
    this.openNetwork(args)
    const [annotations] = components.map((component) =>
      args.metrics?.scrape(serverOf(component, place, metricsPort), '/metrics'),
    )
    // Told of no namespace, it would watch all of them.
    const namespaces = watched.length > 0 ? watched : [place]
    this.ready = installChart(
      {
        chart,
        release,
        place,
        values: {
          // The chart annotates the controller's pods itself.
          controller: { ...program(args), uiService: { enable: false } },
          webhook: { ...program(args), annotations: annotations ?? {} },
          spark: { jobNamespaces: namespaces.map(({ namespace }) => namespace) },
          prometheus: { metrics: { port: metricsPort } },
        },
      },
      { parent: this, dependsOn: namespaces.map(({ ready }) => ready) },
    )
    this.registerOutputs()
  }

  /** Drivers ask the Kubernetes API for executors, and both speak to each other. */
  private openNetwork({ place, apiServers, watched }: SparkOperatorArgs): void {
    for (const component of components)
      allowKubernetesApi(serverOf(component, place, webhookPort), apiServers, this)
    allowFromKubernetesApi(serverOf('webhook', place, webhookPort), apiServers, this)
    for (const namespace of watched) {
      allowWithin({ place: namespace, name: 'spark', labels: launched }, this)
      allowKubernetesApi(
        { place: namespace, name: 'spark-driver', labels: { ...launched, 'spark-role': 'driver' } },
        apiServers,
        this,
      )
    }
  }
}

const components = ['webhook', 'controller'] as const
type Component = (typeof components)[number]

function program({ replicas, cpu, memory }: SparkOperatorArgs) {
  return {
    replicas,
    logEncoder: 'json',
    resources: resources({ cpu, memory }),
    podDisruptionBudget: { enable: replicas > 1 },
  }
}

function serverOf(component: Component, place: Place, port: number): Server {
  const labels = { 'app.kubernetes.io/name': release, 'app.kubernetes.io/component': component }
  return { place, name: `spark-${component}`, labels, port }
}
