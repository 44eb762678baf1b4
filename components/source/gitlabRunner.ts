import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Gateway } from '../contracts/mesh.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStores } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { PackageIndex, Registry } from '../contracts/registries.ts'
import type { ApiServers, Pods } from '../contracts/servers.ts'
import type { Source } from '../contracts/source.ts'
import { labelsOf } from '../labels.ts'
import type { Mirror } from '../mirror.ts'
import { allowKubernetesApi, connect } from '../network.ts'
import { type GitlabRunnerSize, gitlabRunnerValues, metricsPort } from './gitlabRunnerValues.ts'

export interface GitlabRunnerArgs extends GitlabRunnerSize {
  readonly place: Place
  readonly chart: ChartReference
  readonly apiServers: ApiServers
  readonly source: Source
  readonly registry: Registry
  readonly objects: ObjectStores
  readonly certificates: Certificates
  readonly metrics: Metrics | undefined
  /** Where there is one, pip in jobs knows it. */
  readonly packages: PackageIndex | undefined
  /** Where there is one, jobs reach by it what people reach. */
  readonly gateway: Gateway | undefined
  readonly mirror: Mirror
}

const system = 'gitlab-runner'
/** Of the images that pipelines build. */
const project = 'ci'

/**
 * A runner of GitLab, which makes a pod of each job beside itself, in a namespace of their own: jobs are anybody's code.
 * They may run as root, as what builds images must, but with nothing that the baseline standard does not give a container,
 * no token of Kubernetes, and no way but to GitLab, the registry, the index of packages, the cache and the gateway.
 */
export class GitlabRunner extends pulumi.ComponentResource {
  constructor(args: GitlabRunnerArgs) {
    const { place, chart, source, registry, objects, certificates, mirror } = args
    const { namespace, ownership } = place
    super('atoll:source:GitlabRunner', `${ownership.environment}-gitlab-runner`)
    const manager = { place, name: system, labels: { app: system }, port: metricsPort }
    const labels = labelsOf(ownership, system, 'job')
    const jobs = { place, name: 'job', labels: { 'app.kubernetes.io/component': 'job' } }
    const token = source.runner(place)
    const robot = registry.robot(project, place)
    const bucket = 'gitlab-cache'
    const cache = objects.buckets(system, place, [bucket], {
      accesskey: ({ id }) => id,
      secretkey: ({ secret }) => secret,
    })
    const authority = certificates.certificate(system, place, [`${system}.${namespace}.svc`])
    this.openNetwork(args, manager, jobs)
    connect(jobs, cache.server, this)
    installChart(
      {
        chart,
        release: system,
        place,
        values: gitlabRunnerValues({
          ...args,
          namespace,
          url: source.url,
          token: token.secretName,
          authority: authority.secretName,
          cache: { ...cache, bucket },
          robot: robot.secretName,
          project,
          sources: mirror.registry === '' ? [] : [mirror.registry, registry.host, registry.inside],
          labels,
          annotations: args.metrics?.scrape({ ...manager, name: `${system}-metrics` }, '/metrics') ?? {},
        }),
        podAnnotations: () => ({ ...token.annotations, ...cache.credentials.annotations }),
      },
      {
        parent: this,
        dependsOn: [token.written, ...[token, robot, cache, authority].map(({ ready }) => ready)],
      },
    )
    this.registerOutputs()
  }

  private openNetwork(
    { apiServers, source, registry, packages, gateway }: GitlabRunnerArgs,
    manager: Pods,
    jobs: Pods,
  ): void {
    allowKubernetesApi(manager, apiServers, this)
    for (const client of [manager, jobs]) connect(client, source.server, this)
    connect(jobs, registry.server, this)
    for (const system of [packages, gateway]) if (system !== undefined) connect(jobs, system.server, this)
  }
}
