import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor'
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule'
import { describe, expect, test } from 'vitest'
import type { Server } from '../contracts/servers.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podAnnotations, type Rendered, rendered } from '../testing/rendered.ts'
import type { AlertGroup } from './alerts/alert.ts'
import type { Dashboard } from './dashboards/dashboard.ts'
import { KubePrometheusStack, type KubePrometheusStackArgs } from './kubePrometheusStack.ts'

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

const house: Dashboard = {
  name: 'house',
  title: 'House',
  choices: { room: 'temperature' },
  panels: [
    { title: 'How warm', unit: 'celsius', shows: { '{{room}}': 'temperature' }, alerts: ['Fire'] },
    { title: 'How many', unit: 'short', kind: 'number', shows: { rooms: 'count(temperature)' } },
  ],
}

function render(
  args: Partial<KubePrometheusStackArgs> = {},
  use?: (stack: KubePrometheusStack) => void,
): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('dev-monitoring')
    const stack = new KubePrometheusStack({
      place,
      chart: { chart: 'charts/kube-prometheus-stack.tgz', version: '88.5.3' },
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      certificates: {
        issuer: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'dev-authority' },
        ready: place.ready,
        certificate: () => ({ secretName: 'unused', ready: place.ready }),
      },
      storageClass: 'standard',
      domain: 'dev.example.internal',
      replicas: 1,
      cpu: '250m',
      memory: '1Gi',
      volume: '10Gi',
      retention: '7d',
      alerts: [fire],
      dashboards: [house],
      runbooks: 'https://example.internal/runbooks',
      chat: undefined,
      singleSignOn: undefined,
      ...args,
    })
    use?.(stack)
  })
}

const chat = { networks: ['10.20.0.0/24'], port: 443 }
const valuesOf = (objects: readonly Rendered[]) => only(objects, 'Chart', 'monitoring').values
const names = (objects: readonly Rendered[], of: string) =>
  objects.filter(({ kind }) => kind === of).map(({ metadata }) => metadata.name)

const server: Server = {
  place: examplePlace('dev-bikes'),
  name: 'bikes',
  labels: { app: 'bikes' },
  port: 8080,
}

describe('kube-prometheus-stack', () => {
  test('keeps samples for as long and on volumes as large as it is told', async () => {
    const { prometheusSpec } = valuesOf(await render()).prometheus
    expect(prometheusSpec.retention).toBe('7d')
    expect(prometheusSpec.storageSpec.volumeClaimTemplate.spec).toEqual({
      storageClassName: 'standard',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '10Gi' } },
    })
  })

  test('has its webhook checked by a certificate of the stack, and makes none itself', async () => {
    expect(valuesOf(await render()).prometheusOperator.admissionWebhooks).toMatchObject({
      patch: { enabled: false },
      certManager: { enabled: true, issuerRef: { kind: 'ClusterIssuer', name: 'dev-authority' } },
    })
  })

  test.each([1, 2])(
    'of %d replicas spreads them, and lets one go at a time, as far as there are several',
    async (replicas) => {
      const { prometheus, alertmanager } = valuesOf(await render({ replicas }))
      for (const [part, spec] of [
        [prometheus, prometheus.prometheusSpec],
        [alertmanager, alertmanager.alertmanagerSpec],
      ]) {
        expect(spec).toMatchObject({ replicas, podAntiAffinity: replicas > 1 ? 'hard' : 'soft' })
        expect(part.podDisruptionBudget.enabled).toBe(replicas > 1)
      }
    },
  )

  test('names secrets, and has no value of one', async () => {
    const objects = await render({ chat })
    expect(valuesOf(objects).grafana.admin.existingSecret).toBe('grafana-admin')
    expect(only(objects, 'Secret', 'grafana-admin').data).toEqual({ user: '(secret)', password: '(secret)' })
    expect(JSON.stringify(valuesOf(objects))).not.toContain('value of')
  })

  test('scrapes a server by a monitor beside it, and opens the way to it', async () => {
    const objects = await render({}, (stack) => expect(stack.scrape(server, '/numbers')).toEqual({}))
    const monitor = only(objects, 'PodMonitor', 'bikes')
    expect(monitor.metadata.namespace).toBe('dev-bikes')
    expect(monitor.spec.selector.matchLabels).toEqual({ app: 'bikes' })
    expect(monitor.spec.podMetricsEndpoints).toMatchObject([{ path: '/numbers' }])
    expect(names(objects, 'NetworkPolicy')).toEqual(
      expect.arrayContaining(['prometheus-to-bikes', 'bikes-from-prometheus']),
    )
  })

  test.each([
    ['10.0.0.5:80', '10.0.0.5:8080'],
    ['10.0.0.5', '10.0.0.5:8080'],
    ['[fd00::5]:80', '[fd00::5]:8080'],
  ])('reads a pod that is found at %s at %s, whatever its containers declare', async (found, read) => {
    const objects = await render({}, (stack) => void stack.scrape(server, '/numbers'))
    const [{ relabelings }] = only(objects, 'PodMonitor', 'bikes').spec.podMetricsEndpoints
    const [{ regex, replacement }] = relabelings
    expect(found.replace(new RegExp(`^(?:${regex})$`), replacement)).toBe(read)
  })

  test('finds monitors and rules in every namespace of the platform, and in no other', async () => {
    const { prometheusSpec } = valuesOf(await render()).prometheus
    for (const kind of ['podMonitor', 'serviceMonitor', 'rule']) {
      expect(prometheusSpec[`${kind}SelectorNilUsesHelmValues`]).toBe(false)
      expect(prometheusSpec[`${kind}NamespaceSelector`]).toEqual({
        matchLabels: { 'app.kubernetes.io/part-of': 'atoll' },
      })
    }
  })

  test('alerts by rules that say what to do', async () => {
    const { spec } = only(await render(), 'PrometheusRule', 'house')
    expect(spec.groups[0].rules).toEqual([
      {
        alert: 'Fire',
        expr: 'temperature > 60',
        for: '1m',
        labels: { severity: 'critical' },
        annotations: {
          summary: 'It burns',
          description: 'There is fire in the house.',
          runbook_url: 'https://example.internal/runbooks/Fire.md',
        },
      },
    ])
  })

  test("makes monitors and rules that Prometheus' operator takes", async () => {
    const objects = await render({}, (stack) => void stack.scrape(server, '/numbers'))
    const made = (kind: string) => objects.filter((object) => object.kind === kind) as never[]
    const checked = [
      ...made('PodMonitor').map((object) => new PodMonitor(object)),
      ...made('PrometheusRule').map((object) => new PrometheusRule(object)),
    ]
    expect(checked).toHaveLength(3)
    for (const object of checked) expect(() => object.validate()).not.toThrow()
    const [wrong] = made('PrometheusRule').map((object) => structuredClone<Rendered>(object))
    wrong.spec.groups[0].rules[0].expr = undefined
    expect(() => new PrometheusRule(wrong as never).validate()).toThrow()
  })

  test('gives Grafana its dashboards, which lead to the pages of alerts', async () => {
    const { metadata, data } = only(await render(), 'ConfigMap', 'grafana-dashboard-house')
    expect(metadata.labels).toMatchObject({ grafana_dashboard: '1' })
    const { uid, title, panels, templating } = JSON.parse(data['house.json'])
    expect({ uid, title }).toEqual({ uid: 'atoll-house', title: 'House' })
    expect(templating.list[0]).toMatchObject({ name: 'room', query: 'label_values(temperature, room)' })
    expect(panels[0]).toMatchObject({
      type: 'timeseries',
      fieldConfig: { defaults: { unit: 'celsius' } },
      targets: [{ expr: 'temperature', legendFormat: '{{room}}' }],
      links: [{ title: 'Fire', url: 'https://example.internal/runbooks/Fire.md' }],
    })
    expect(panels[1]).toMatchObject({ type: 'stat', targets: [{ instant: true }] })
    const nowhere = only(await render({ runbooks: 'docs' }), 'ConfigMap', 'grafana-dashboard-house')
    expect(nowhere.data['house.json']).not.toContain('Fire')
  })

  test('has another Grafana with another password of its administrator, and leaves the rest', async () => {
    await render()
    expect(await podAnnotations('Deployment', 'monitoring-grafana')).toEqual({
      'atoll.dev/login': 'version of grafana-admin',
    })
    expect(await podAnnotations('Deployment', 'monitoring-operator')).toEqual({})
  })

  test('shows logs in Grafana once it is given them', async () => {
    const logs = { url: 'http://loki.dev-loki:3100', server: { ...server, name: 'loki', port: 3100 } }
    const objects = await render({}, (stack) => stack.show(logs))
    const { metadata, data } = only(objects, 'ConfigMap', 'grafana-loki')
    expect(metadata.labels).toMatchObject({ grafana_datasource: '1' })
    expect(data['loki.yaml']).toContain('url: http://loki.dev-loki:3100')
    expect(only(objects, 'NetworkPolicy', 'grafana-to-loki')).toBeDefined()
  })
})

describe('a chat', () => {
  const receivers = async (args: Partial<KubePrometheusStackArgs>) => {
    const { config } = valuesOf(await render(args)).alertmanager
    return { used: config.route.receiver, all: config.receivers.map(({ name }: { name: string }) => name) }
  }

  test('is told what happened, where, since when, and what to do', async () => {
    const [{ text, title }] = valuesOf(await render({ chat })).alertmanager.config.receivers[0].slack_configs
    expect(title).toContain('.CommonLabels.alertname')
    for (const part of ['.Annotations.summary', '.SortedPairs', '.StartsAt', '.Annotations.runbook_url'])
      expect(text).toContain(part)
  })

  test('has an address that is read from a file of a Secret, which need not be there yet', async () => {
    const { config, alertmanagerSpec } = valuesOf(await render({ chat })).alertmanager
    const [{ secret }] = alertmanagerSpec.volumes
    const [{ mountPath }] = alertmanagerSpec.volumeMounts
    expect(secret).toEqual({ secretName: 'chat-webhook', optional: true })
    expect(config.receivers[0].slack_configs[0].api_url_file).toBe(`${mountPath}/url`)
  })

  test('is all that Alertmanager reaches outside of the cluster', async () => {
    const { spec } = only(await render({ chat }), 'NetworkPolicy', 'alertmanager-outside-chat')
    expect(spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ protocol: 'TCP', port: 443 }] },
    ])
    expect(names(await render(), 'NetworkPolicy').filter((name) => name.includes('outside'))).toEqual([])
  })

  test('is told nothing where there is none', async () => {
    expect(await receivers({})).toEqual({ used: 'nobody', all: ['nobody'] })
    expect(await receivers({ chat })).toEqual({ used: 'chat', all: ['chat'] })
  })
})
