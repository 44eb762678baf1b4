import { describe, expect, test } from 'vitest'
import type { Metrics } from '../contracts/monitoring.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { Strimzi, type StrimziArgs } from './strimzi.ts'

function render(args: Partial<StrimziArgs> = {}): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('dev-strimzi')
    new Strimzi({
      place,
      chart: { chart: 'charts/strimzi-kafka-operator.tgz', version: '1.1.0' },
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      certificates: {
        issuer: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'dev-authority' },
        ready: place.ready,
        certificate: (name) => ({ secretName: `${name}-tls`, ready: place.ready }),
      },
      storageClass: 'standard',
      metrics: undefined,
      replicas: 3,
      volume: '20Gi',
      cpu: '500m',
      memory: '2Gi',
      ...args,
    })
  })
}

describe('Kafka', () => {
  test.each([
    [1, 1, 1],
    [3, 3, 2],
    [7, 3, 2],
  ])(
    'of %d brokers keeps %d copies of each message, and takes one that %d of them have',
    async (replicas, copies, enough) => {
      const { config } = only(await render({ replicas }), 'Kafka', 'kafka').spec.kafka
      expect(config['default.replication.factor']).toBe(copies)
      expect(config['offsets.topic.replication.factor']).toBe(copies)
      expect(config['min.insync.replicas']).toBe(enough)
    },
  )

  test('has its exporter of topics and their readers read', async () => {
    const scraped: object[] = []
    const metrics: Metrics = {
      scrape({ labels, port }, path) {
        scraped.push({ labels, port, path })
        return { 'example/read': 'true' }
      },
    }
    const { kafkaExporter } = only(await render({ metrics }), 'Kafka', 'kafka').spec
    expect(scraped).toEqual([
      { labels: { 'strimzi.io/name': 'kafka-kafka-exporter' }, port: 9404, path: '/metrics' },
    ])
    expect(kafkaExporter.template.pod.metadata.annotations).toEqual({ 'example/read': 'true' })
  })
})
