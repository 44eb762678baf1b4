import type { Certificates } from '../../components/contracts/certificates.ts'
import type { Databases, KeyValueStores } from '../../components/contracts/databases.ts'
import type { Gateway } from '../../components/contracts/mesh.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import type { PackageIndex, Registry } from '../../components/contracts/registries.ts'
import { Gitlab } from '../../components/source/gitlab.ts'
import { GitlabRunner } from '../../components/source/gitlabRunner.ts'
import type { Environment } from '../config.ts'
import { ifOn, needed, type Stack } from './stack.ts'

interface Systems {
  readonly certificates: Certificates | undefined
  readonly databases: Databases | undefined
  readonly keyValueStores: KeyValueStores | undefined
  readonly objects: ObjectStores | undefined
  readonly registry: Registry | undefined
  readonly packages: PackageIndex | undefined
  readonly metrics: Metrics | undefined
  /** Where there is one, it leads to GitLab. */
  readonly gateway: Gateway | undefined
}

const daily = '0 1 * * *'

/** What is lost at most: a day, and in `prod` six hours; and for how many days it can be had back. */
const backups: Readonly<Record<Environment, { readonly schedule: string; readonly kept: number }>> = {
  loc: { schedule: daily, kept: 2 },
  dev: { schedule: daily, kept: 3 },
  stage: { schedule: daily, kept: 7 },
  prod: { schedule: '0 1,7,13,19 * * *', kept: 4 * 14 },
}

/** GitLab, and the runner of its pipelines. */
export function source(stack: Stack, systems: Systems): void {
  const { config, charts, mirror, apiServers } = stack
  const objects = () => needed(systems.objects, 'object stores')
  const certificates = () => needed(systems.certificates, 'certificates')
  const gitlab = ifOn(stack, 'gitlab', (place) => {
    const built = new Gitlab({
      ...config.sizes.gitlab,
      place,
      chart: charts.gitlab,
      certificates: certificates(),
      databases: needed(systems.databases, 'databases'),
      keyValueStores: needed(systems.keyValueStores, 'key-value stores'),
      objects: objects(),
      metrics: systems.metrics,
      storageClass: config.storageClass,
      backups: backups[config.environment],
      domain: config.domain,
    })
    systems.gateway?.expose(built.server, built.address, 'gitlab')
    return built
  })
  ifOn(
    stack,
    'gitlab-runner',
    (place) =>
      new GitlabRunner({
        ...config.sizes.gitlabRunner,
        place,
        chart: charts['gitlab-runner'],
        apiServers,
        source: needed(gitlab, 'GitLab'),
        registry: needed(systems.registry, 'registry'),
        objects: objects(),
        certificates: certificates(),
        packages: systems.packages,
        metrics: systems.metrics,
        gateway: systems.gateway,
        mirror,
      }),
  )
}
