import * as k8s from '@pulumi/kubernetes'
import type { Input, Resource, ResourceTransform } from '@pulumi/pulumi'
import type { ChartReference } from './charts.ts'
import type { Place } from './contracts/place.ts'
import type { Annotations } from './contracts/secrets.ts'
import { givenOptions } from './givenOptions.ts'

export type PodAnnotations = (kind: string, name: string) => Annotations

export interface InstallArgs {
  readonly chart: ChartReference
  /** The release's name, from which charts make those of their objects. */
  readonly release: string
  readonly place: Place
  /** Only what the chart knows, and nothing that is unknown in a preview: of secrets their names. */
  readonly values: Readonly<Record<string, unknown>>
  /** Of the pods of an object, by its kind and name: of what they read, which no value can hold, as a preview may not know it. */
  readonly podAnnotations?: PodAnnotations
}

/** Installs a chart without its hooks, each of its objects a resource of its own. */
export function installChart(
  { chart, release, place, values, podAnnotations }: InstallArgs,
  options: { readonly parent: Resource; readonly dependsOn?: Input<Resource>[] },
): k8s.helm.v4.Chart {
  return new k8s.helm.v4.Chart(
    `${place.namespace}/${release}`,
    { ...chart, name: release, namespace: place.namespace, values: { ...values } },
    {
      parent: options.parent,
      dependsOn: [place.ready, ...(options.dependsOn ?? [])],
      ...(podAnnotations === undefined ? {} : { transforms: [annotated(podAnnotations)] }),
    },
  )
}

/** Another annotation makes other pods, of a Job another Job. */
export function annotated(podAnnotations: PodAnnotations): ResourceTransform {
  return ({ type, props, opts }) => {
    const { template } = props.spec ?? {}
    if (!type.startsWith('kubernetes:') || template?.metadata === undefined) return undefined
    const added = podAnnotations(type.split(':').at(-1)!, props.metadata.name)
    const metadata = { ...template.metadata, annotations: { ...template.metadata.annotations, ...added } }
    const spec = { ...props.spec, template: { ...template, metadata } }
    return { props: { ...props, spec }, opts: givenOptions(opts) }
  }
}
