import { isAbsolute, join } from 'node:path'
import type { ResourceTransform } from '@pulumi/pulumi'

/**
 * Names the archive of a chart by its whole path: Helm runs in another directory than the program.
 * @param root what the paths of a stack's configuration start from
 */
export function chartTransform(root: string): ResourceTransform {
  return ({ type, props, opts }) =>
    type.startsWith('kubernetes:helm.sh/') && isArchive(props.chart)
      ? { props: { ...props, chart: join(root, props.chart) }, opts }
      : undefined
}

function isArchive(chart: unknown): chart is string {
  return typeof chart === 'string' && chart.endsWith('.tgz') && !isAbsolute(chart) && !chart.includes('://')
}
