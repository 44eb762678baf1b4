import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Metrics } from '../contracts/monitoring.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { alloyConfig } from './alloyConfig.ts'
import { LokiAlone, type LokiAloneArgs } from './lokiAlone.ts'

const digest = `sha256:${'0'.repeat(64)}`

function render(args: Partial<LokiAloneArgs> = {}): Promise<Rendered[]> {
  return rendered(() => {
    new LokiAlone({
      place: examplePlace('loc-loki-alone'),
      images: { loki: `registry/loki@${digest}`, collector: `registry/collector@${digest}` },
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      cpu: '50m',
      memory: '384Mi',
      volume: '2Gi',
      retention: '3d',
      storageClass: 'standard',
      metrics: undefined,
      nodePort: undefined,
      ...args,
    })
  })
}

const configOf = (objects: readonly Rendered[], name: string) =>
  parse(only(objects, 'ConfigMap', name).data[`${name}.yaml`])

describe('Loki alone', () => {
  test('keeps lines on its volume, for as long as it is told', async () => {
    const objects = await render({ retention: '4d', volume: '7Gi' })
    const { limits_config, compactor, common } = configOf(objects, 'loki')
    expect(limits_config.retention_period).toBe('4d')
    expect(limits_config.max_line_size_truncate, 'a long line is cut, not dropped').toBe(true)
    expect(compactor.retention_enabled).toBe(true)
    const { template, volumeClaimTemplates } = only(objects, 'StatefulSet', 'loki').spec
    const mount = template.spec.containers[0].volumeMounts.find(
      ({ name }: { name: string }) => name === 'data',
    )
    expect(common.path_prefix).toBe(mount.mountPath)
    expect(volumeClaimTemplates[0].spec.resources.requests.storage).toBe('7Gi')
  })

  test('finds lines by the labels that Alloy gives them in larger stacks', async () => {
    const { attributes_config } = configOf(await render(), 'loki').limits_config.otlp_config
      .resource_attributes
    const [{ attributes }] = attributes_config
    const alloy = alloyConfig('loc', 'http://loki')
    expect(attributes).toContain('app')
    for (const label of attributes) expect(alloy).toMatch(new RegExp(`target_label += "${label}"|${label} =`))
  })

  test('is reached by its collector, and has the metrics of both read', async () => {
    const scraped: string[] = []
    const metrics: Metrics = {
      scrape({ name, port }) {
        scraped.push(`${name}:${port}`)
        return { watched: name }
      },
    }
    const objects = await render({ metrics })
    expect(scraped).toEqual(['loki:3100', 'collector:8888'])
    expect(only(objects, 'NetworkPolicy', 'collector-to-loki')).toBeDefined()
    expect(configOf(objects, 'collector').exporters.otlp_http.logs_endpoint).toBe(
      'http://loki.loc-loki-alone:3100/otlp/v1/logs',
    )
  })
})

describe('its collector', () => {
  test('labels lines with what the store finds them by', async () => {
    const objects = await render()
    const { receivers, processors } = configOf(objects, 'collector')
    const moved = receivers.file_log.operators.flatMap(({ to }: { to?: string }) => to ?? [])
    const named = moved.map((to: string) => to.replace(/resource\["(.*)"\]/, '$1'))
    const given = [
      ...Object.keys(receivers.file_log.resource),
      ...named,
      ...processors.k8s_attributes.extract.labels.map(({ tag_name }: { tag_name: string }) => tag_name),
    ]
    const { attributes_config } = configOf(objects, 'loki').limits_config.otlp_config.resource_attributes
    expect(given).toEqual(attributes_config[0].attributes)
  })

  test('uses only parts that it has', async () => {
    const { service, ...parts } = configOf(await render(), 'collector')
    const { receivers, processors, exporters } = service.pipelines.logs
    expect(service.extensions).toEqual(Object.keys(parts.extensions))
    expect({ receivers, processors, exporters }).toEqual({
      receivers: Object.keys(parts.receivers),
      processors: Object.keys(parts.processors),
      exporters: Object.keys(parts.exporters),
    })
  })

  test('may read pods and the logs of its node, and write nothing of either', async () => {
    const objects = await render()
    const { rules } = only(objects, 'ClusterRole', 'loc-loki-alone-collector')
    expect(rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }])
    const { volumes, containers } = only(objects, 'DaemonSet', 'collector').spec.template.spec
    const ofNode = volumes.filter(({ hostPath }: { hostPath?: object }) => hostPath)
    expect(ofNode).toEqual([{ name: 'logs', hostPath: { path: '/var/log/pods', type: 'Directory' } }])
    expect(containers[0].volumeMounts).toContainEqual({
      name: 'logs',
      mountPath: '/var/log/pods',
      readOnly: true,
    })
  })

  test('breaks the restricted standard only as an agent of a node must; Loki does not', async () => {
    expect(podTemplates(await render()).flatMap(violations)).toEqual([
      'DaemonSet loc-loki-alone/collector: may run as root',
      'DaemonSet loc-loki-alone/collector: runs as root',
      'DaemonSet loc-loki-alone/collector: has a volume of type hostPath',
    ])
  })
})
