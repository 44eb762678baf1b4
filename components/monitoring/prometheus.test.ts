import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Server } from '../contracts/servers.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { alertmanagerAt } from './alertmanager.ts'
import type { AlertGroup } from './alerts/alert.ts'
import { Prometheus, type PrometheusArgs } from './prometheus.ts'

const fire: AlertGroup = {
  name: 'house',
  alerts: [
    {
      name: 'Fire',
      when: 'temperature > 60',
      since: '1m',
      severity: 'critical',
      summary: 'It burns',
      description: 'There is fire in the house.',
    },
  ],
}

function render(
  watched: readonly string[],
  use?: (prometheus: Prometheus) => void,
  args: () => Partial<PrometheusArgs> = () => ({}),
): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('loc-monitoring')
    const prometheus = new Prometheus({
      place,
      image: 'prometheus',
      watched: watched.map((namespace) => examplePlace(namespace)),
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      cpu: '50m',
      memory: '512Mi',
      volume: '2Gi',
      retention: '2d',
      storageClass: 'standard',
      nodePort: undefined,
      alertmanager: undefined,
      alerts: [fire],
      runbooks: 'docs/runbooks',
      ...args(),
    })
    use?.(prometheus)
  })
}

const template = (objects: readonly Rendered[]) => only(objects, 'StatefulSet', 'prometheus').spec.template

describe('Prometheus', () => {
  test('may see the pods of the namespaces that it watches, and nothing else of the cluster', async () => {
    const objects = await render(['loc-bikes', 'loc-ml'])
    const roles = objects.filter(({ kind }) => kind === 'Role')
    expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(['loc-bikes', 'loc-ml'])
    for (const { rules } of roles)
      expect(rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }])
    expect(objects.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([])
    const config = parse(only(objects, 'ConfigMap', 'prometheus').data['prometheus.yml'])
    expect(config.scrape_configs[0].kubernetes_sd_configs).toEqual([
      { role: 'pod', namespaces: { names: ['loc-bikes', 'loc-ml'] } },
    ])
  })

  test('starts anew when its configuration changes, and only then', async () => {
    const checksum = async (watched: readonly string[]) =>
      template(await render(watched)).metadata.annotations['checksum/config']
    const first = await checksum(['loc-bikes'])
    expect(await checksum(['loc-bikes'])).toBe(first)
    expect(await checksum(['loc-bikes', 'loc-cars'])).not.toBe(first)
  })

  test('alerts by the rules that lie beside its configuration', async () => {
    const { data } = only(await render([]), 'ConfigMap', 'prometheus')
    const [file] = parse(data['prometheus.yml']).rule_files
    const [{ rules }] = parse(data[file]).groups
    expect(rules).toMatchObject([{ alert: 'Fire', annotations: { runbook_url: 'docs/runbooks/Fire.md' } }])
  })

  test('sends them to Alertmanager where there is one', async () => {
    const place = () => examplePlace('loc-alertmanager')
    const objects = await render([], undefined, () => ({ alertmanager: alertmanagerAt(place()) }))
    const config = (all: readonly Rendered[]) =>
      parse(only(all, 'ConfigMap', 'prometheus').data['prometheus.yml'])
    expect(config(objects).alerting).toEqual({
      alertmanagers: [{ static_configs: [{ targets: ['alertmanager.loc-alertmanager:9093'] }] }],
    })
    expect(config(await render([]))).not.toHaveProperty('alerting')
  })

  test('keeps samples for as long as it is told', async () => {
    expect(template(await render([])).spec.containers[0].args).toContain('--storage.tsdb.retention.time=2d')
  })

  test('reads its own metrics too', async () => {
    const objects = await render([])
    expect(template(objects).metadata.annotations).toMatchObject({ 'prometheus.io/port': '9090' })
    expect(only(objects, 'NetworkPolicy', 'prometheus-from-prometheus')).toBeDefined()
  })

  test('opens a way to what it scrapes, and says how its pods are found', async () => {
    let annotations: unknown
    const objects = await render([], (prometheus) => {
      const server: Server = {
        place: examplePlace('loc-bikes'),
        name: 'bikes',
        labels: { app: 'bikes' },
        port: 8080,
      }
      annotations = prometheus.scrape(server, '/metrics')
    })
    expect(annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '8080',
      'prometheus.io/path': '/metrics',
    })
    expect(only(objects, 'NetworkPolicy', 'prometheus-to-bikes').metadata.namespace).toBe('loc-monitoring')
    expect(only(objects, 'NetworkPolicy', 'bikes-from-prometheus').metadata.namespace).toBe('loc-bikes')
  })
})
