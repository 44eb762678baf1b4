import { describe, expect, test } from 'vitest'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStores } from '../contracts/objectStores.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podAnnotations, type Rendered, rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { alloyConfig } from './alloyConfig.ts'
import { Loki, type LokiArgs } from './loki.ts'

function render(args: Partial<LokiArgs> = {}): Promise<Rendered[]> {
  return rendered(() => {
    new Loki({
      place: examplePlace('dev-loki'),
      charts: {
        loki: { chart: 'charts/loki.tgz', version: '18.11.0' },
        alloy: { chart: 'charts/alloy.tgz', version: '1.11.1' },
      },
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      objects: { bucket: (_name, place) => exampleStore(place) } as ObjectStores,
      storageClass: 'standard',
      metrics: undefined,
      replicas: 1,
      cpu: '100m',
      memory: '512Mi',
      volume: '5Gi',
      retention: '7d',
      ...args,
    })
  })
}

const valuesOf = (objects: readonly Rendered[], release: string) => only(objects, 'Chart', release).values

describe('Loki', () => {
  test('keeps lines in a bucket of its own, with a key that it reads from a Secret', async () => {
    const { loki, singleBinary } = valuesOf(await render(), 'loki')
    expect(loki.storage).toMatchObject({
      bucketNames: { chunks: 'numbers' },
      s3: { endpoint: 'store.elsewhere:9000', insecure: true, s3ForcePathStyle: true },
    })
    expect(environmentOf({ env: singleBinary.extraEnv })).toEqual({
      AWS_ACCESS_KEY_ID: 'object-store/accessKeyId',
      AWS_SECRET_ACCESS_KEY: 'object-store/secretAccessKey',
    })
    expect(only(await render(), 'NetworkPolicy', 'loki-to-store')).toBeDefined()
  })

  test.each([1, 3])(
    'of %d replicas has as many copies of what is not in the bucket yet',
    async (replicas) => {
      const { loki, singleBinary } = valuesOf(await render({ replicas }), 'loki')
      expect(singleBinary.replicas).toBe(replicas)
      expect(loki.commonConfig.replication_factor).toBe(replicas)
    },
  )

  test('forgets lines after the time that it is told', async () => {
    const { loki } = valuesOf(await render({ retention: '4w' }), 'loki')
    expect(loki.limits_config.retention_period).toBe('4w')
    expect(loki.limits_config.max_line_size_truncate, 'a long line is cut, not dropped').toBe(true)
    expect(loki.compactor).toEqual({ retention_enabled: true, delete_request_store: 's3' })
  })

  test('has its metrics read, and those of what collects for it', async () => {
    const scraped: string[] = []
    const metrics: Metrics = {
      scrape({ name, port }) {
        scraped.push(`${name}:${port}`)
        return { watched: name }
      },
    }
    const objects = await render({ metrics })
    expect(scraped).toEqual(['loki:3100', 'alloy:12345'])
    expect(valuesOf(objects, 'loki').loki.podAnnotations).toEqual({ watched: 'loki' })
    expect(valuesOf(objects, 'alloy').controller.podAnnotations).toEqual({ watched: 'alloy' })
  })

  test('has other pods with another key of its bucket, which its agents do not read', async () => {
    await render()
    expect(await podAnnotations('StatefulSet', 'loki')).toEqual({ 'example/key': 'first' })
    expect(await podAnnotations('DaemonSet', 'alloy')).toEqual({})
  })
})

describe('Alloy', () => {
  const config = alloyConfig('dev', 'http://loki:3100/loki/api/v1/push')

  test('reads the pods of its own node, and remembers how far it came', async () => {
    const { alloy, controller } = valuesOf(await render(), 'alloy')
    expect(alloy.configMap.content).toContain('"spec.nodeName=" + sys.env("HOSTNAME")')
    expect(alloy.mounts.varlog).toBe(true)
    const [positions] = controller.volumes.extra
    expect(alloy.mounts.extra).toEqual([{ name: positions.name, mountPath: alloy.storagePath }])
  })

  test('labels lines with where they come from', () => {
    for (const label of ['namespace', 'pod', 'container', 'app', '__path__'])
      expect(config).toMatch(new RegExp(`target_label +?= "${label}"`))
    expect(config).toContain('environment = "dev"')
  })

  test('has blocks that are closed, and sends each one to one that there is', () => {
    expect(config.split('{').length).toBe(config.split('}').length)
    const declared = [...config.matchAll(/^([a-z_.]+) "(\w+)" \{$/gm)].map(
      ([, kind, name]) => `${kind}.${name}`,
    )
    const used = [...config.matchAll(/[\w.]+(?=\.(receiver|targets|output)\b)/g)].map(([name]) => name)
    expect(used.length).toBeGreaterThan(4)
    for (const name of used) expect(declared).toContain(name)
  })
})
