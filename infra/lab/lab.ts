import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addons } from './addons.ts'
import { command } from './command.ts'
import { ensureDebianPackages } from './debian.ts'
import { requireDisk } from './disk.ts'
import { ensureFirewall } from './firewall.ts'
import { ask, isHealthy, type Probe } from './health.ts'
import { requireHost, requireRoot, setKernel } from './host.ts'
import { pushImage } from './images/push.ts'
import { apiUrl } from './kubeconfig.ts'
import { removeUnmounted } from './leftovers.ts'
import { withLock } from './lock.ts'
import { ensureBridge, type Network, removeBridge } from './network.ts'
import { paths } from './paths.ts'
import { pauseImage } from './pauseImage.ts'
import { nodeName } from './pki.ts'
import { type Plan, planFile, readPlan, writePlan } from './plan.ts'
import { requireFree } from './ports.ts'
import { preparePlan } from './preparePlan.ts'
import { endProcesses, type LabProcess, labProcesses, startDetached } from './processes.ts'
import { registryAddress } from './settings.ts'
import { takeDown } from './takeDown.ts'
import { ensureTools, type ToolName } from './tools.ts'

/** How to reach a running lab. */
export interface Lab {
  readonly kubeconfig: string
  readonly registry: string
}

type Report = (line: string) => void

const supervisor = 'supervisor'
const readyWithinMs = 180_000

const packages = [
  'runc',
  'conntrack',
  'iptables',
  'iproute2',
  'containernetworking-plugins',
  'openssl',
  'mount',
]

const tools: readonly ToolName[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
  'containerd',
  'containerd-shim-runc-v2',
  'coredns',
  'provisioner',
  'registry',
  'crane',
  'pause',
]

/**
 * Brings the lab of this ATOLL_HOME up, whatever of it runs already, and returns when its node is ready.
 * @throws when not root, when another lab holds the machine, a port is taken, the disk is nearly full, or the kernel
 * lacks something; the message says which and what to do.
 */
export async function startLab(report: Report = () => {}): Promise<Lab> {
  requireRoot('Starting the lab')
  const built = await ensureTools(tools, report)
  await ensureDebianPackages(packages, report)
  return withLock('lab', waiting(report), async () => {
    requireNoOther()
    const pause = await pauseImage(built, report)
    const { network, plan } = await preparePlan(built, pause)
    const lab = { kubeconfig: paths().kubeconfig, registry: registryAddress }
    const running = ownProcesses()
    if (isComplete(plan, running) && (await isReady(plan, network))) {
      await ensureFirewall(network)
      return lab
    }
    await requireHost()
    requireDisk(paths().lab, 3, 'to run the lab')
    await endOutdated(plan, running, report)
    await start(plan, network, report)
    await pushImage(built.crane, pause, report)
    await waitUntil(plan, () => isUp(plan, 'kube-apiserver'), 'the API server', report)
    await command(
      built.kubectl,
      ['--kubeconfig', lab.kubeconfig, 'apply', '--server-side', '--force-conflicts', '-f', '-'],
      {
        input: addons(network),
      },
    )
    await waitUntil(plan, () => isReady(plan, network), 'every component and the node', report)
    return lab
  })
}

/** Throws what `startLab` would throw of this machine, before anything is built for it. */
export async function requireStartable(): Promise<void> {
  requireRoot('Starting the lab')
  requireNoOther()
  if (ownProcesses().length === 0) await requireHost()
}

function ownProcesses(): LabProcess[] {
  return labProcesses().filter((one) => one.home === paths().home)
}

function otherHome(): string | undefined {
  return labProcesses().find((one) => one.home !== paths().home)?.home
}

function requireNoOther(): void {
  const other = otherHome()
  if (!other) return
  throw new Error(
    `Another lab, of ATOLL_HOME=${other}, runs on this machine. Stop it first: ATOLL_HOME=${other} npm run down`,
  )
}

function isComplete(plan: Plan, running: readonly LabProcess[]): boolean {
  const current = new Set(running.filter((one) => one.version === plan.version).map((one) => one.component))
  return [supervisor, ...plan.components.map((one) => one.name)].every((name) => current.has(name))
}

async function isReady(plan: Plan, network: Network): Promise<boolean> {
  const healthy = await Promise.all(plan.components.map((one) => isHealthy(one.probe)))
  return !healthy.includes(false) && isComplete(plan, ownProcesses()) && (await nodeIsReady(network))
}

async function nodeIsReady(network: Network): Promise<boolean> {
  const answer = await ask(`${apiUrl(network)}/api/v1/nodes/${nodeName}`).catch(() => undefined)
  if (answer?.status !== 200) return false
  const node = JSON.parse(answer.body) as { status: { conditions?: { type: string; status: string }[] } }
  return node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

/** Ends what was started with other settings; the supervisor first, so that it brings nothing back. */
async function endOutdated(plan: Plan, running: readonly LabProcess[], report: Report): Promise<void> {
  const outdated = running.filter((one) => one.version !== plan.version)
  if (outdated.length === 0) return
  report(`restarting ${outdated.map((one) => one.component).join(', ')} with new settings`)
  for (const group of [
    outdated.filter((one) => one.component === supervisor),
    outdated.filter((one) => one.component !== supervisor),
  ]) {
    await endProcesses(
      group.map((one) => one.pid),
      5000,
    )
  }
}

async function start(plan: Plan, network: Network, report: Report): Promise<void> {
  const running = new Set(ownProcesses().map((one) => one.component))
  await ensureBridge(network)
  try {
    for (const { name, listens } of plan.components) {
      if (!running.has(name)) await requireFree(name, listens)
    }
  } catch (error) {
    if (running.size === 0) await removeBridge()
    throw error
  }
  setKernel()
  await ensureFirewall(network)
  writePlan(plan)
  if (!running.has(supervisor)) {
    report(running.size === 0 ? 'starting every component' : 'taking over the components that run')
    startDetached({
      component: supervisor,
      home: plan.home,
      version: plan.version,
      program: process.execPath,
      args: [join(import.meta.dirname, 'supervisor.ts'), planFile()],
      env: { ...plan.env, ATOLL_HOME: plan.home },
      log: join(plan.logs, `${supervisor}.log`),
    })
  }
  await waitUntil(plan, () => isUp(plan, 'registry'), 'the registry', report)
}

function isUp(plan: Plan, name: string): Promise<boolean> {
  return isHealthy(plan.components.find((one) => one.name === name)!.probe)
}

async function waitUntil(
  plan: Plan,
  done: () => Promise<boolean>,
  what: string,
  report: Report,
): Promise<void> {
  const deadline = Date.now() + readyWithinMs
  let said = ''
  while (!(await done())) {
    const healthy = await Promise.all(plan.components.map((one) => isHealthy(one.probe)))
    const missing = plan.components.filter((_, index) => !healthy[index]).map((one) => one.name)
    if (Date.now() > deadline) {
      const which = missing.join(', ') || 'the node'
      throw new Error(
        `The lab waited ${readyWithinMs / 1000} s for ${what}; not working: ${which}. Their logs are in ${plan.logs}`,
      )
    }
    const line = `waiting for ${missing.join(', ') || `node ${nodeName}`}`
    if (line !== said) report(line)
    said = line
    await sleep(100)
  }
}

export interface StopOptions {
  /** Also remove everything the lab has stored. */
  readonly deleteState: boolean
}

/** Ends the lab and takes away whatever it has left on this machine, even after its processes were killed. */
export async function stopLab({ deleteState }: StopOptions, report: Report = () => {}): Promise<void> {
  requireRoot('Stopping the lab')
  await withLock('lab', waiting(report), async () => {
    requireNoOther()
    await takeDown(report)
    if (deleteState) removeUnmounted(paths().lab)
  })
}

export interface ComponentStatus {
  readonly name: string
  readonly running: boolean
  readonly healthy: boolean
  readonly pid?: number
  readonly since?: Date
}

export interface LabStatus {
  /** The ATOLL_HOME of another lab that holds this machine. */
  readonly heldBy?: string
  /** Empty when this lab has never been started, or was stopped. */
  readonly components: readonly ComponentStatus[]
}

export async function labStatus(): Promise<LabStatus> {
  requireRoot('Looking at the lab')
  const heldBy = otherHome()
  if (heldBy) return { heldBy, components: [] }
  if (!existsSync(planFile())) return { components: [] }
  const plan = readPlan(planFile())
  const running = new Map(ownProcesses().map((one) => [one.component, one]))
  const all = [{ name: supervisor, probe: { kind: 'process' } as const }, ...plan.components]
  return {
    components: await Promise.all(all.map(({ name, probe }) => statusOf(name, running.get(name), probe))),
  }
}

async function statusOf(name: string, found: LabProcess | undefined, probe: Probe): Promise<ComponentStatus> {
  if (!found) return { name, running: false, healthy: false }
  return { name, running: true, healthy: await isHealthy(probe), pid: found.pid, since: found.since }
}

function waiting(report: Report): () => void {
  return () => report('waiting for another process that starts or stops the lab')
}
