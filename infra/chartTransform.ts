import { isAbsolute, join } from 'node:path'
import { type ResourceTransform, RunError } from '@pulumi/pulumi'
import { readChartArchive } from './charts/chartArchive.ts'
import { unknownValues } from './charts/unknownValues.ts'

/**
 * What every chart of a stack that is an archive goes through: it is named by its whole path, as Helm runs in another
 * directory than the program, and given only values that it knows, as Helm passes over any other in silence.
 * @param root what the paths of a stack's configuration start from
 */
export function chartTransform(root: string): ResourceTransform {
  return async ({ type, props, opts }) => {
    if (!type.startsWith('kubernetes:helm.sh/') || !isArchive(props.chart)) return undefined
    const chart = isAbsolute(props.chart) ? props.chart : join(root, props.chart)
    const unknown = unknownValues(await readChartArchive(chart), props.values ?? {})
    if (unknown.length > 0) throw new RunError(`chart ${chart} knows no value ${unknown.join(', ')}`)
    return { props: { ...props, chart }, opts }
  }
}

function isArchive(chart: unknown): chart is string {
  return typeof chart === 'string' && chart.endsWith('.tgz') && !chart.includes('://')
}
