import { describe, expect, test } from 'vitest'
import { grafanaDashboard } from '../../components/monitoring/dashboards/grafanaDashboard.ts'
import { alertsOf, allAlerts } from './alerts.ts'
import { allDashboards, dashboardsOf } from './dashboards.ts'

const runbooks = 'https://example.internal/runbooks'
const alerts = allAlerts.flatMap((group) => group.alerts.map(({ name }) => name))

describe('dashboards', () => {
  test('are those of the systems that a stack has', () => {
    const names = (systems: string[], workloads: string[] = []) =>
      dashboardsOf({ systems, workloads }).map(({ name }) => name)
    expect(names(['kube-prometheus-stack', 'strimzi'])).toEqual(['cluster', 'storage', 'kafka'])
    expect(names(['minio'], ['bikes'])).toEqual(['object-store', 'models', 'inputs', 'training'])
    expect(names([])).toEqual([])
  })

  test('have addresses of their own, which Grafana takes', () => {
    const uids = allDashboards.map((dashboard) => grafanaDashboard(dashboard, runbooks).uid!)
    expect(new Set(uids).size).toBe(uids.length)
    for (const uid of uids) expect(uid).toMatch(/^[a-z-]{1,40}$/)
  })
})

describe.each(allDashboards)('the dashboard $name', (dashboard) => {
  const { panels, choices } = dashboard
  const shown = grafanaDashboard(dashboard, runbooks)
  const drawn = (shown.panels ?? []) as { title: string; gridPos: Record<'x' | 'y' | 'w' | 'h', number> }[]

  test('fits a screen or two, and no panel lies on another or beyond its edge', () => {
    expect(panels.length).toBeLessThanOrEqual(8)
    expect(drawn.map(({ title }) => title)).toEqual(panels.map(({ title }) => title))
    for (const [index, { gridPos: a }] of drawn.entries()) {
      expect(a.x + a.w).toBeLessThanOrEqual(24)
      for (const { gridPos: b } of drawn.slice(index + 1)) {
        const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
        expect(apart, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(true)
      }
    }
  })

  test('lets choose by what it shows, and by nothing else', () => {
    const text = panels.flatMap(({ shows }) => Object.values(shows)).join('\n')
    const used = [...text.matchAll(/\$(?!__)(\w+)/g)].map(([, name]) => name)
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(choices).toSorted())
  })

  test('leads to the pages of alerts that there are, where there are pages', () => {
    for (const { alerts: related = [] } of panels)
      for (const alert of related) expect(alerts).toContain(alert)
    const links = JSON.stringify(shown).match(/https:[^"]+/g) ?? []
    expect(links.toSorted()).toEqual(
      panels
        .flatMap(({ alerts: related = [] }) => related.map((alert) => `${runbooks}/${alert}.md`))
        .toSorted(),
    )
    expect(JSON.stringify(grafanaDashboard(dashboard, undefined))).not.toContain('https:')
  })
})

test('each alert is seen on a dashboard, unless it is on those that show them', () => {
  const related = new Set(
    allDashboards.flatMap(({ panels }) => panels.flatMap((panel) => panel.alerts ?? [])),
  )
  const onWatch = ['MetricsMissing', 'AlertsNotSent', 'ReplicasMissing']
  const all = alertsOf({ systems: systemsOfAll, workloads: ['bikes'] }).flatMap((group) => group.alerts)
  expect(
    all
      .map(({ name }) => name)
      .filter((name) => !related.has(name))
      .toSorted(),
  ).toEqual(onWatch.toSorted())
})

const systemsOfAll = [
  'kube-prometheus-stack',
  'rook-ceph',
  'minio',
  'harbor',
  'strimzi',
  'cloudnative-pg',
  'kubeflow-pipelines',
]
