import { beforeAll, describe, expect, test } from 'vitest'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { SparkOperator } from './sparkOperator.ts'

function build(replicas: number, watched: readonly string[]): Promise<Rendered[]> {
  return rendered(() => {
    new SparkOperator({
      place: examplePlace('prod-spark-operator'),
      chart: { chart: 'charts/spark-operator-2.5.2.tgz', version: '2.5.2' },
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      metrics: {
        scrape: ({ name, port }, path) => ({ scraped: `${name}:${port}${path}` }),
      },
      watched: watched.map((namespace) => examplePlace(namespace)),
      replicas,
      cpu: '100m',
      memory: '512Mi',
    })
  })
}

let objects: readonly Rendered[]
beforeAll(async () => {
  objects = await build(2, ['prod-bikes', 'prod-cars'])
})

const valuesOf = (all: readonly Rendered[]) => only(all, 'Chart', 'spark-operator').values

describe('the operator of Spark', () => {
  test('runs applications in the namespaces of workloads, and never in all', async () => {
    expect(valuesOf(objects).spark.jobNamespaces).toEqual(['prod-bikes', 'prod-cars'])
    expect(valuesOf(await build(1, [])).spark.jobNamespaces).toEqual(['prod-spark-operator'])
  })

  test('needs nothing that is not in the cluster yet when it is previewed', () => {
    expect(valuesOf(objects)).not.toHaveProperty('certManager')
  })

  test.each(['controller', 'webhook'])('has its %s disrupted only where there are two', async (name) => {
    expect(valuesOf(objects)[name]).toMatchObject({ replicas: 2, podDisruptionBudget: { enable: true } })
    expect(valuesOf(await build(1, []))[name].podDisruptionBudget).toEqual({ enable: false })
  })

  test('shows its metrics by annotations, those of its controller by the chart', () => {
    const { controller, webhook } = valuesOf(objects)
    expect(webhook.annotations).toEqual({ scraped: 'spark-webhook:8080/metrics' })
    expect(controller).not.toHaveProperty('annotations')
  })

  test('is called by the Kubernetes API on the port of its webhook', () => {
    const { spec } = only(objects, 'NetworkPolicy', 'spark-webhook-from-kubernetes')
    expect(spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 9443 }])
  })
})

describe('an application of Spark', () => {
  test('speaks within its namespace, and its driver to the Kubernetes API', () => {
    const opened = objects
      .filter(({ metadata }) => metadata.namespace === 'prod-bikes')
      .map(({ metadata, spec }) => [metadata.name, spec.podSelector.matchLabels])
    const launched = { 'sparkoperator.k8s.io/launched-by-spark-operator': 'true' }
    expect(opened).toEqual([
      ['spark-driver-to-kubernetes', { ...launched, 'spark-role': 'driver' }],
      ['spark-within', launched],
    ])
  })
})
