import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alertsOf, allAlerts } from './alerts.ts'

const pages = join(import.meta.dirname, '../../docs/runbooks')
const alerts = allAlerts.flatMap((group) => group.alerts)

describe('alerts', () => {
  test('each have a page that says what to do, and each page has its alert', () => {
    const written = readdirSync(pages).map((file) => file.replace(/\.md$/, ''))
    expect(written.toSorted()).toEqual(alerts.map(({ name }) => name).toSorted())
  })

  test.each(alerts.map(({ name }) => name))(
    'the page of %s says what it means, where to look, what to do',
    (name) => {
      const page = readFileSync(join(pages, `${name}.md`), 'utf8')
      expect(page.startsWith(`# ${name}\n\n`)).toBe(true)
      expect(page.match(/^## .*$/gm)).toEqual(['## Look', '## Do'])
      for (const part of page.split(/^## .*$/m)) expect(part.trim().length).toBeGreaterThan(20)
    },
  )

  test('have names of their own', () => {
    expect(new Set(alerts.map(({ name }) => name)).size).toBe(alerts.length)
  })

  test('are those of the systems that a stack has', () => {
    const names = (systems: string[], workloads: string[] = []) =>
      alertsOf({ systems, workloads }).map(({ name }) => name)
    expect(names(['prometheus', 'minio'], ['bikes'])).toEqual([
      'targets',
      'servers',
      'object-store',
      'models',
      'inputs',
    ])
    expect(names([], ['movies'])).toEqual(['models'])
    expect(names(['kube-prometheus-stack', 'strimzi'])).toEqual([
      'targets',
      'messages',
      'cluster',
      'storage',
      'kafka',
    ])
    expect(names(['prometheus', 'alertmanager'])).toEqual(['targets', 'servers', 'messages'])
    expect(names([])).toEqual([])
  })
})
