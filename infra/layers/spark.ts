import type { Metrics } from '../../components/contracts/monitoring.ts'
import { SparkOperator } from '../../components/ml/sparkOperator.ts'
import { ifOn, type Stack } from './stack.ts'

export function spark(stack: Stack, metrics: Metrics | undefined) {
  const { config, charts, places, workloads, apiServers } = stack
  return ifOn(
    stack,
    'spark-operator',
    (place) =>
      new SparkOperator({
        ...config.sizes.spark,
        place,
        chart: charts['spark-operator'],
        apiServers,
        metrics,
        watched: workloads.map(({ name }) => places[name]),
      }),
  )
}
