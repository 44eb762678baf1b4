import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Server } from '../../components/contracts/servers.ts'
import { LokiAlone } from '../../components/logging/lokiAlone.ts'
import { Alertmanager, alertmanagerAt } from '../../components/monitoring/alertmanager.ts'
import { servers } from '../../components/monitoring/alerts/watch.ts'
import { Prometheus } from '../../components/monitoring/prometheus.ts'
import { Namespace } from '../../components/namespace.ts'
import { containerSecurity, podSecurity, resources } from '../../components/pods.ts'
import { type Rendered, rendered } from '../../components/testing/rendered.ts'
import { pushImages } from '../lab/images/images.ts'
import { startLab } from '../lab/startLab.ts'
import { stopLab } from '../lab/stopLab.ts'
import { ensureTools } from '../lab/tools.ts'
import { presets } from '../presets.ts'

const ownership = { environment: 'watch', owner: 'platform' }
const runbooks = 'https://example.internal/runbooks'
const lokiPort = 30310
const programs = ['prometheus', 'alertmanager', 'loki', 'collector', 'services'] as const

/** The alert on a server without a pod, at once; told and forgotten at once, too. */
const alerts = [{ ...servers, alerts: servers.alerts.map((alert) => ({ ...alert, since: '0s' })) }]
const faster: readonly (readonly [string, string])[] = [
  ['scrape_interval: 15s', 'scrape_interval: 1s\n  evaluation_interval: 1s'],
  ['scrape_timeout: 10s', 'scrape_timeout: 1s'],
  ['group_wait: 30s', 'group_wait: 1s'],
  ['group_interval: 5m', 'group_interval: 3s'],
]

const home = mkdtempSync(join(tmpdir(), 'atoll-watch-'))
let kubectl: (args: readonly string[], input?: unknown) => string

/** A pod that runs a program for Node.js. */
function pod(name: string, image: string, program: string, annotations = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'watch-bikes',
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'test' },
      annotations,
    },
    spec: {
      securityContext: podSecurity,
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name,
          image,
          command: ['node', '-e', program],
          securityContext: containerSecurity,
          resources: resources({ cpu: '10m', memory: '128Mi' }),
        },
      ],
    },
  }
}

/** It says what it is told. */
const chat = `require('http').createServer((request, response) => {
  let body = ''
  request.on('data', (part) => { body += part }).on('end', () => { console.log(body); response.end('ok') })
}).listen(8080)`
/** It says its last words at once, and has metrics. */
const bell = (words: string) => `console.log(${JSON.stringify(words)})
require('http').createServer((_, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4').end('rings_total 1\\n')
}).listen(8080)`

interface Message {
  readonly color: string
  readonly title: string
  readonly text: string
}

/** Every message to the chat so far. */
function told(): Message[] {
  return kubectl(['logs', '-n', 'watch-bikes', 'chat'])
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => (JSON.parse(line) as { attachments: Message[] }).attachments)
}

async function found(query: string): Promise<string[]> {
  const parameters = new URLSearchParams({ query, since: '1h' })
  const answer = await fetch(`http://127.0.0.1:${lokiPort}/loki/api/v1/query_range?${parameters}`)
  const { data } = (await answer.json()) as { data: { result: { values: [string, string][] }[] } }
  return data.result.flatMap(({ values }) => values.map(([, line]) => line))
}

const eventually = <Value>(look: () => Value | Promise<Value>) =>
  vi.waitFor(look, { timeout: 240_000, interval: 1000 })

let startBell: (words: string) => void
const stopBell = () => kubectl(['delete', 'pod', '-n', 'watch-bikes', 'bell', '--wait'])

beforeAll(async () => {
  vi.stubEnv('ATOLL_HOME', home)
  const lab = await startLab()
  const { kubectl: program } = await ensureTools(['kubectl'])
  kubectl = (args, input) =>
    execFileSync(program, ['--kubeconfig', lab.kubeconfig, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
      input: input === undefined ? '' : JSON.stringify(input),
    })
  const images = await pushImages(programs, lab.registry)
  let annotations = {}
  const objects = await rendered(() => {
    annotations = watch(images).annotations
  })
  const shown = JSON.parse(
    faster.reduce(
      (text, [from, to]) => text.replaceAll(from, JSON.stringify(to).slice(1, -1)),
      JSON.stringify(objects),
    ),
  ) as Rendered[]
  const apply = (items: readonly object[]) =>
    kubectl(['apply', '--server-side', '-f', '-'], { apiVersion: 'v1', kind: 'List', items })
  apply(shown.filter(({ kind }) => kind === 'Namespace'))
  apply([
    ...shown.filter(({ kind }) => kind !== 'Namespace'),
    pod('chat', images.services, chat),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'chat', namespace: 'watch-bikes' },
      spec: { selector: { 'app.kubernetes.io/name': 'chat' }, ports: [{ port: 8080 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'chat-webhook', namespace: 'watch-alertmanager' },
      stringData: { url: 'http://chat.watch-bikes:8080/hook' },
    },
  ])
  startBell = (words) => apply([pod('bell', images.services, bell(words), annotations)])
  for (const [place, one] of [
    ['watch-prometheus', 'statefulset/prometheus'],
    ['watch-alertmanager', 'statefulset/alertmanager'],
    ['watch-loki-alone', 'statefulset/loki'],
    ['watch-loki-alone', 'daemonset/collector'],
  ])
    kubectl(['rollout', 'status', '-n', place!, one!, '--timeout=300s'])
})
afterAll(async () => {
  await stopLab({ deleteState: true })
  rmSync(home, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

/** Prometheus, Alertmanager and the logs as in `loc`, and the annotations by which a bell's metrics are read. */
function watch(images: Readonly<Record<(typeof programs)[number], string>>) {
  const place = (name: string, level: 'restricted' | 'privileged' = 'restricted') =>
    new Namespace(name, ownership, { level })
  const bikes = place('bikes')
  const alertmanager = place('alertmanager')
  const apiServers = { networks: ['10.0.0.0/8'], port: 6443 }
  const common = { apiServers, storageClass: 'standard', runbooks, volume: '1Gi' }
  const metrics = new Prometheus({
    ...presets.small.prometheus,
    ...common,
    place: place('prometheus'),
    image: images.prometheus,
    watched: [bikes, alertmanager],
    nodePort: undefined,
    alertmanager: alertmanagerAt(alertmanager),
    alerts,
  })
  new Alertmanager({
    ...common,
    place: alertmanager,
    image: images.alertmanager,
    chat: { networks: ['10.0.0.0/8'], port: 8080 },
    metrics,
    nodePort: undefined,
  })
  new LokiAlone({
    ...presets.small.lokiAlone,
    ...common,
    place: place('loki-alone', 'privileged'),
    images,
    metrics: undefined,
    nodePort: lokiPort,
  })
  const server: Server = {
    place: bikes,
    name: 'bell',
    labels: { 'app.kubernetes.io/name': 'bell' },
    port: 8080,
  }
  return { annotations: metrics.scrape(server, '/metrics') }
}

describe('when the last pod of a server goes', () => {
  const words = `the last words of ${crypto.randomUUID()}`

  test('the chat is told what happened, where, since when, and what to do', async () => {
    startBell(words)
    await eventually(async () =>
      expect(await found(`{namespace="watch-bikes"} |= "${words}"`)).toEqual([words]),
    )
    kubectl(['wait', '-n', 'watch-bikes', 'pod/bell', '--for=condition=Ready', '--timeout=120s'])
    await eventually(() => expect(upOf('bell')).toBe('1'))
    stopBell()
    const message = await eventually(() => {
      const fired = told().find(({ title }) => title.includes('ServerGone firing'))
      expect(fired).toBeDefined()
      return fired!
    })
    expect(message.title).toBe('watch: ServerGone firing (1)')
    expect(message.color).toBe('danger')
    const [what, means, where, since, todo] = message.text.trim().split('\n')
    expect(what).toBe('*No pod of bell is left in watch-bikes*')
    expect(means).toBe(servers.alerts[0]!.description)
    expect(where).toBe('Where: environment watch, job bell, namespace watch-bikes, severity critical')
    expect(since).toMatch(/^Since: \d{4}-\d\d-\d\d \d\d:\d\d UTC$/)
    expect(todo).toBe(`What to do: ${runbooks}/ServerGone.md`)
  })

  test('what it wrote is found by its namespace and its name', async () => {
    expect(() => kubectl(['logs', '-n', 'watch-bikes', 'bell'])).toThrow()
    expect(await found(`{namespace="watch-bikes", app="bell", pod="bell"} |= "${words}"`)).toEqual([words])
    expect(await found(`{namespace="watch-bikes", app="chat"} |= "${words}"`)).toEqual([])
  })

  test('the chat is told when there is one again', async () => {
    startBell('back')
    const message = await eventually(() => {
      const over = told().find(({ title }) => title.includes('ServerGone resolved'))
      expect(over).toBeDefined()
      return over!
    })
    expect(message.color).toBe('good')
    expect(message.text).toMatch(/^Since: .* UTC, until \d\d:\d\d$/m)
  })
})

/** What Prometheus last saw of a server. */
function upOf(job: string): string | undefined {
  const query = `/api/v1/namespaces/watch-prometheus/services/prometheus:9090/proxy/api/v1/query?query=up{job="${job}"}`
  const { data } = JSON.parse(kubectl(['get', '--raw', query])) as {
    data: { result: { value: [number, string] }[] }
  }
  return data.result[0]?.value[1]
}
