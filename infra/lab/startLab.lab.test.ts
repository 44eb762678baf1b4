import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from './command.ts'
import { ensureDebianPackages } from './debian.ts'
import { labStatus } from './labStatus.ts'
import { bridge } from './network.ts'
import { paths } from './paths.ts'
import { ports } from './ports.ts'
import { familyOf } from './processes.ts'
import { clientFile, clients, settingsFile } from './settings.ts'
import { type Lab, startLab } from './startLab.ts'
import { stopLab } from './stopLab.ts'
import { type Traces, traces } from './testing/traces.ts'
import { ensureTools, type ToolName } from './tools.ts'

const home = mkdtempSync(join(tmpdir(), 'atoll-lab-'))
const previousHome = process.env.ATOLL_HOME
const quiet = (): void => {}

let tools: Record<ToolName, string>
let before: Traces
let lab: Lab

beforeAll(async () => {
  const { heldBy, components } = await labStatus()
  if (heldBy || components.some((one) => one.running)) {
    throw new Error(
      'A lab runs on this machine, and these tests need it for themselves: npm run down, then again',
    )
  }
  process.env.ATOLL_HOME = home
  tools = await ensureTools(['kubectl', 'crane'], console.log)
  before = traces(home)
  lab = await startLab(console.log)
})

afterAll(async () => {
  await stopLab({ deleteState: true }, quiet)
  rmSync(home, { recursive: true, force: true })
  if (previousHome === undefined) delete process.env.ATOLL_HOME
  else process.env.ATOLL_HOME = previousHome
})

test('a running lab is started again without a new process', async () => {
  const first = await pids()
  expect(await startLab(quiet)).toEqual({ ...lab, changed: false })
  expect(await pids()).toEqual(first)
})

test('keys, tokens and state are for root alone, and nothing listens beyond loopback and the bridge', async () => {
  const { lab: state, pki, kubeconfig } = paths()
  for (const directory of [state, pki]) expect((statSync(directory).mode & 0o777).toString(8)).toBe('700')
  const secret = readdirSync(pki).map((name) => join(pki, name))
  expect(secret.length).toBeGreaterThan(20)
  for (const client of clients) secret.push(clientFile(client))
  for (const file of [...secret, kubeconfig])
    expect((statSync(file).mode & 0o777).toString(8), file).toBe('600')
  const anonymous = await fetchInsecurely(`https://10.${blockOf()}.0.1:${ports.bridge.apiServer}/api`)
  expect(anonymous).toBe('401')
  for (const [kind, least] of [
    ['-t', 15],
    ['-u', 1],
  ] as const) {
    const sockets = execFileSync('ss', ['-Hlnp', kind], { encoding: 'utf8' }).split('\n').filter(Boolean)
    const family = familyOf(home)
    const own = sockets.filter((line) => family.some((pid) => line.includes(`pid=${pid},`)))
    expect(own.length).toBeGreaterThanOrEqual(least)
    for (const line of own)
      expect(line.split(/\s+/)[3]).toMatch(new RegExp(`^(127\\.0\\.0\\.1|10\\.${blockOf()}\\.0\\.1):`))
  }
})

test('a pod of another user keeps data on a volume, finds the API server by name, and is served on loopback', async () => {
  const image = await pushTrialImage()
  await kubectl(['create', 'namespace', 'trial'])
  // A pod is refused until the namespace has its account, which a controller makes.
  await kubectl(['-n', 'trial', 'wait', '--for=create', 'serviceaccount/default', '--timeout=60s'])
  await kubectl(['label', 'namespace', 'trial', 'pod-security.kubernetes.io/enforce=restricted'])
  await apply([claim, trialPod(image), service])
  await kubectl(['-n', 'trial', 'wait', '--for=condition=Ready', 'pod/trial', '--timeout=120s'])
  expect(readFileSync(settingsFile('containerd.toml'), 'utf8')).toMatch(/^sandbox = ".*@sha256:/m)
  expect(readdirSync(paths().volumes)).toHaveLength(1)
  expect(await served('found')).toContain(`10.${blockOf()}.128.1`)
  expect(await kubectl(['-n', 'trial', 'exec', 'trial', '--', '/bin/busybox', 'id', '-u'])).toBe('65532')

  const rooted = { ...trialPod(image), metadata: { name: 'rooted', namespace: 'trial' } }
  rooted.spec = { ...rooted.spec, securityContext: {} as never }
  await expect(apply([rooted])).rejects.toThrow('violates PodSecurity')
})

test('a pod reaches the API server and the name server of this machine, and nothing else of it', async () => {
  const server = createServer((socket) => socket.end())
  await new Promise<void>((done) => server.listen(0, '::', done))
  const { port } = server.address() as AddressInfo
  const reached = (address: string, at: number): Promise<boolean> => {
    const attempt = `/bin/busybox nc -w 3 ${address} ${at} < /dev/null`
    return kubectl(['-n', 'trial', 'exec', 'trial', '--', '/bin/busybox', 'sh', '-c', attempt]).then(
      () => true,
      () => false,
    )
  }
  try {
    const [link] = JSON.parse(await command('ip', ['-j', 'address', 'show', 'dev', bridge])) as {
      addr_info: { family: string; local: string }[]
    }[]
    expect(link!.addr_info.map(({ family }) => family)).toContain('inet')
    for (const { family, local } of link!.addr_info) {
      const here = connect(port, family === 'inet6' ? `${local}%${bridge}` : local)
      await once(here, 'connect')
      here.destroy()
      expect(await reached(family === 'inet6' ? `${local}%eth0` : local, port), local).toBe(false)
    }
    const node = `10.${blockOf()}.0.1`
    for (const open of [ports.bridge.dns, ports.bridge.apiServer])
      expect(await reached(node, open)).toBe(true)
    for (const shut of [ports.bridge.kubelet, ports.bridge.dnsMetrics])
      expect(await reached(node, shut)).toBe(false)
  } finally {
    await new Promise((done) => server.close(done))
  }
})

test('each component that is killed comes back by itself, and the pod goes on meanwhile', async () => {
  const first = await pids()
  for (const [name, pid] of first) if (name !== 'supervisor') process.kill(pid, 'SIGKILL')
  await until(async () => {
    const { components } = await labStatus()
    return components.every(
      (one) => one.running && one.healthy && (one.name === 'supervisor' || one.pid !== first.get(one.name)),
    )
  })
  const second = await pids()
  expect(second.get('supervisor')).toBe(first.get('supervisor'))
  expect([...second.keys()]).toEqual([...first.keys()])
  expect(await served('starts')).toBe('started\n')
  await kubectl(['-n', 'trial', 'wait', '--for=condition=Ready', 'pod/trial', '--timeout=60s'])
})

test('without its supervisor everything goes on, and the next start takes it over', async () => {
  const first = await pids()
  process.kill(first.get('supervisor')!, 'SIGKILL')
  process.kill(first.get('kube-scheduler')!, 'SIGKILL')
  await startLab(quiet)
  const second = await pids()
  for (const [name, pid] of first) {
    if (name === 'supervisor' || name === 'kube-scheduler') expect(second.get(name)).not.toBe(pid)
    else expect(second.get(name)).toBe(pid)
  }
})

test('a lab of another home is refused while this one runs, and leaves it alone', async () => {
  const other = mkdtempSync(join(tmpdir(), 'atoll-other-'))
  process.env.ATOLL_HOME = other
  try {
    expect((await labStatus()).heldBy).toBe(home)
    await expect(startLab(quiet)).rejects.toThrow(`Another lab, of ATOLL_HOME=${home}, runs on this machine`)
    await expect(stopLab({ deleteState: true }, quiet)).rejects.toThrow('Another lab')
  } finally {
    process.env.ATOLL_HOME = home
    rmSync(other, { recursive: true, force: true })
  }
  expect((await labStatus()).components.every((one) => one.running)).toBe(true)
})

test('after everything was killed, stopping leaves nothing on the machine but the state', async () => {
  for (const pid of (await pids()).values()) process.kill(pid, 'SIGKILL')
  await stopLab({ deleteState: false }, quiet)
  expect(traces(home)).toEqual(before)
  expect(existsSync(join(paths().lab, 'etcd'))).toBe(true)
  expect(await labStatus()).toEqual({ components: [] })
})

test('a taken port is reported by its number and its holder, and nothing is started', async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(ports.registry, '127.0.0.1', done))
  try {
    await expect(startLab(quiet)).rejects.toThrow(
      new RegExp(
        `^Port 127\\.0\\.0\\.1:${ports.registry}, which registry needs, is taken by process ${process.pid} `,
      ),
    )
    expect((await labStatus()).components.filter((one) => one.running)).toEqual([])
    expect(traces(home).links).toEqual(before.links)
  } finally {
    await new Promise((done) => server.close(done))
  }
})

test('a full disk is reported by its directory, and nothing is started', async () => {
  const small = mkdtempSync(join(tmpdir(), 'atoll-small-'))
  await command('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'atoll-small', small])
  process.env.ATOLL_HOME = small
  try {
    await expect(startLab(quiet)).rejects.toThrow(
      new RegExp(
        `^Disk nearly full: ${small}/lab has 0\\.[0-9] GiB free and 3 GiB are needed to run the lab`,
      ),
    )
    expect(familyOf(small)).toEqual([])
  } finally {
    process.env.ATOLL_HOME = home
    await command('umount', [small])
    rmSync(small, { recursive: true })
  }
})

test('a stopped lab starts with its pods and their data; a deleted claim takes its data with it', async () => {
  await startLab(quiet)
  await kubectl([
    '-n',
    'trial',
    'wait',
    '--for=jsonpath={.status.containerStatuses[0].restartCount}=1',
    'pod/trial',
  ])
  await kubectl(['-n', 'trial', 'wait', '--for=condition=Ready', 'pod/trial', '--timeout=60s'])
  expect(await served('starts')).toBe('started\nstarted\n')
  await kubectl(['-n', 'trial', 'delete', 'pod/trial', 'pvc/trial', '--grace-period=1', '--timeout=60s'])
  await until(() => readdirSync(paths().volumes).length === 0)
  await stopLab({ deleteState: true }, quiet)
  expect(traces(home)).toEqual(before)
  expect(existsSync(paths().lab)).toBe(false)
})

const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'trial', namespace: 'trial' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'trial', namespace: 'trial' },
  spec: { type: 'NodePort', selector: { app: 'trial' }, ports: [{ port: 8080, nodePort: 30999 }] },
}

const script = `echo started >> /data/starts
busybox nslookup kubernetes.default.svc.cluster.local > /data/found || exit 1
busybox nc -w 3 kubernetes.default.svc.cluster.local 443 < /dev/null || exit 1
exec busybox httpd -f -p 8080 -h /data`

const trialPod = (image: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'trial', namespace: 'trial', labels: { app: 'trial' } },
  spec: {
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      fsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'trial' } }],
    containers: [
      {
        name: 'trial',
        image,
        command: ['/bin/busybox', 'sh', '-c', script],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  },
})

/** An image of Debian's static busybox, pushed to the lab's registry. */
async function pushTrialImage(): Promise<string> {
  await ensureDebianPackages(['busybox-static'])
  const image = `${lab.registry}/trial/busybox:1`
  const layer = join(home, 'layer.tar')
  await command('tar', ['-C', '/', '-cf', layer, 'bin/busybox', '--transform=s,^usr/,,'])
  await command(tools.crane, ['append', '--oci-empty-base', '-f', layer, '-t', image])
  return image
}

async function apply(objects: readonly object[]): Promise<void> {
  const input = objects.map((object) => JSON.stringify(object)).join('\n---\n')
  await command(tools.kubectl, ['--kubeconfig', lab.kubeconfig, 'apply', '-f', '-'], { input })
}

async function kubectl(args: readonly string[]): Promise<string> {
  return (await command(tools.kubectl, ['--kubeconfig', lab.kubeconfig, ...args])).trim()
}

/** A file that the trial pod serves through its NodePort, as soon as it does. */
async function served(file: string): Promise<string> {
  let text: string | undefined
  await until(async () => {
    text = await fetch(`http://127.0.0.1:${service.spec.ports[0]!.nodePort}/${file}`).then(
      (response) => (response.ok ? response.text() : undefined),
      () => undefined,
    )
    return text !== undefined
  })
  return text!
}

async function pids(): Promise<Map<string, number>> {
  const { components } = await labStatus()
  return new Map(components.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const])))
}

/** Ends a hopeless wait, so that the tests after it are still heard of. */
async function until(done: () => boolean | Promise<boolean>, seconds = 120): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`not so within ${seconds} s`)
    await new Promise((next) => setTimeout(next, 100))
  }
}

async function fetchInsecurely(url: string): Promise<string> {
  return command('curl', ['-sk', '-o', '/dev/null', '-w', '%{http_code}', url])
}

function blockOf(): number {
  return (JSON.parse(readFileSync(join(paths().lab, 'network.json'), 'utf8')) as { x: number }).x
}
