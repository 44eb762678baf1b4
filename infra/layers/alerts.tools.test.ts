import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type Alert, prometheusRules } from '../../components/monitoring/alerts/alert.ts'
import { ensureTools } from '../lab/tools.ts'
import type { AlertCase } from '../testing/alertCases/alertCase.ts'
import { alertCases } from '../testing/alertCases/alertCases.ts'
import { allAlerts } from './alerts.ts'

const { promtool } = await ensureTools(['promtool'])
const directory = mkdtempSync(join(tmpdir(), 'atoll-alerts-'))
afterAll(() => rmSync(directory, { recursive: true }))

const runbooks = 'https://example.internal/runbooks'

function run(...args: string[]): Promise<{ readonly stdout: string }> {
  return promisify(execFile)(promtool, args, { cwd: directory })
}

function write(name: string, content: object): string {
  writeFileSync(join(directory, name), stringify(content))
  return name
}

const files = allAlerts.map((group) => write(`${group.name}.yaml`, prometheusRules(group, runbooks)))

test.each(files)('promtool takes the rules of %s', async (file) => {
  expect((await run('check', 'rules', '--lint=all', '--lint-fatal', file)).stdout).toContain('SUCCESS')
})

describe.each(allAlerts)('of $name', ({ name: group, alerts }) => {
  test.each(alerts)('$name fires when it should, and only then', async (alert) => {
    const tried = alertCases[alert.name]
    const tests = [trial(alert, tried, true), trial(alert, tried, false)]
    const file = write(`${alert.name}.test.yaml`, { rule_files: [`${group}.yaml`], tests })
    expect((await run('test', 'rules', file)).stdout).toContain('SUCCESS')
  })
})

/** What must fire within the hour, or that nothing may. */
function trial(
  { name, severity, description }: Alert,
  { firing, quiet, labels, summary }: AlertCase,
  fires: boolean,
) {
  const expected = {
    exp_labels: { ...labels, severity },
    exp_annotations: { summary, description, runbook_url: `${runbooks}/${name}.md` },
  }
  return {
    interval: '1m',
    input_series: Object.entries(fires ? firing : quiet).map(([series, values]) => ({ series, values })),
    alert_rule_test: [{ eval_time: '1h', alertname: name, exp_alerts: fires ? [expected] : [] }],
  }
}
