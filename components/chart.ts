import * as k8s from '@pulumi/kubernetes'
import type { Input, Resource, ResourceTransformArgs } from '@pulumi/pulumi'
import type { ChartReference } from './charts.ts'
import type { Ownership, Place } from './contracts.ts'
import { type Mirror, mirrored } from './mirror.ts'

export interface InstallArgs {
  readonly chart: ChartReference
  /** The release's name, from which charts make those of their objects. */
  readonly release: string
  readonly place: Place
  /** Only what the chart knows, and nothing that is unknown in a preview. */
  readonly values: Readonly<Record<string, unknown>>
  readonly mirror: Mirror
  /** Keeps the definitions of kinds, and with them every object of those kinds, from being deleted. */
  readonly protectDefinitions: boolean
}

/**
 * Installs a chart, each of its objects a resource of its own: with every image from the mirror, and labelled with who
 * answers for it.
 */
export function installChart(
  { chart, release, place, values, mirror, protectDefinitions }: InstallArgs,
  options: { readonly parent: Resource; readonly dependsOn?: Input<Resource>[] },
): k8s.helm.v4.Chart {
  return new k8s.helm.v4.Chart(
    `${place.namespace}/${release}`,
    { ...chart, name: release, namespace: place.namespace, values: { ...values } },
    {
      parent: options.parent,
      dependsOn: [place.ready, ...(options.dependsOn ?? [])],
      transforms: [
        ({ type, props, opts }: ResourceTransformArgs) =>
          isObject(type)
            ? {
                props: owned(mirrored(props, mirror), place.ownership),
                opts: isDefinition(type) && protectDefinitions ? { ...opts, protect: true } : opts,
              }
            : undefined,
      ],
    },
  )
}

/** The object with the labels of its owner beside its own. */
export function owned<Props extends { metadata?: { labels?: object } }>(
  props: Props,
  { environment, owner }: Ownership,
): Props {
  const labels = { ...props.metadata?.labels, 'app.kubernetes.io/part-of': 'atoll', environment, owner }
  return { ...props, metadata: { ...props.metadata, labels } }
}

function isObject(type: string): boolean {
  return type.startsWith('kubernetes:') && !type.startsWith('kubernetes:helm.sh/')
}

function isDefinition(type: string): boolean {
  return type.endsWith(':CustomResourceDefinition')
}
