import * as k8s from '@pulumi/kubernetes'
import type { Input, Resource } from '@pulumi/pulumi'
import type { ChartReference } from './charts.ts'
import type { Place } from './contracts.ts'

export interface InstallArgs {
  readonly chart: ChartReference
  /** The release's name, from which charts make those of their objects. */
  readonly release: string
  readonly place: Place
  /** Only what the chart knows, and nothing that is unknown in a preview: of secrets their names. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Installs a chart without its hooks, each of its objects a resource of its own. */
export function installChart(
  { chart, release, place, values }: InstallArgs,
  options: { readonly parent: Resource; readonly dependsOn?: Input<Resource>[] },
): k8s.helm.v4.Chart {
  return new k8s.helm.v4.Chart(
    `${place.namespace}/${release}`,
    { ...chart, name: release, namespace: place.namespace, values: { ...values } },
    { parent: options.parent, dependsOn: [place.ready, ...(options.dependsOn ?? [])] },
  )
}
