import { join } from 'node:path'
import { addons } from './addons.ts'
import { command } from './command.ts'
import { ensureDebianPackages } from './debian.ts'
import { requireDisk } from './disk.ts'
import { ensureFirewall } from './firewall.ts'
import { requireHost, requireRoot, setKernel } from './host.ts'
import { pushImage } from './images/push.ts'
import { ensureBridge, type Network, removeBridge } from './network.ts'
import { ownProcesses, requireNoOther, withLab } from './ownLab.ts'
import { paths } from './paths.ts'
import { pauseImage } from './pauseImage.ts'
import { type Plan, planFile, supervisor, writePlan } from './plan.ts'
import { linkPodLogs } from './podLogs.ts'
import { requireFree, requireNodePortsFree } from './ports.ts'
import { preparePlan } from './preparePlan.ts'
import { endProcesses, type LabProcess, startDetached } from './processes.ts'
import { isReady, isUp, waitUntil } from './ready.ts'
import { registryAddress } from './settings.ts'
import { ensureTools, type ToolName } from './tools.ts'

/** How to reach a running lab. */
export interface Lab {
  readonly kubeconfig: string
  readonly registry: string
  /** Whether anything of it was started, as it was not all running and healthy. */
  readonly changed: boolean
}

type Report = (line: string) => void

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
export async function startLab(report: Report = () => {}, signal?: AbortSignal): Promise<Lab> {
  requireRoot('Starting the lab')
  const built = await ensureTools(tools, report)
  await ensureDebianPackages(packages, report)
  return withLab(report, async () => {
    const pause = await pauseImage(built, report)
    const { network, plan } = await preparePlan(built, pause)
    linkPodLogs()
    const lab = { kubeconfig: paths().kubeconfig, registry: registryAddress, changed: true }
    if (await isReady(plan, network)) {
      await ensureFirewall(network)
      return { ...lab, changed: false }
    }
    await requireHost()
    requireDisk(paths().lab, 3, 'to run the lab')
    await endOutdated(plan, ownProcesses(), report)
    await start(plan, network, report, signal)
    await pushImage(built.crane, pause, report)
    await waitUntil(plan, () => isUp(plan, 'kube-apiserver'), 'the API server', report, signal)
    await command(
      built.kubectl,
      ['--kubeconfig', lab.kubeconfig, 'apply', '--server-side', '--force-conflicts', '-f', '-'],
      { input: addons(network) },
    )
    await waitUntil(plan, () => isReady(plan, network), 'every component and the node', report, signal)
    return lab
  })
}

/** Throws what `startLab` would throw of this machine, before anything is built for it. */
export async function requireStartable(nodePorts: Readonly<Record<string, number>> = {}): Promise<void> {
  requireRoot('Starting the lab')
  requireNoOther()
  await requireNodePortsFree(nodePorts)
  if (ownProcesses().length === 0) await requireHost()
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

async function start(plan: Plan, network: Network, report: Report, signal?: AbortSignal): Promise<void> {
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
  await waitUntil(plan, () => isUp(plan, 'registry'), 'the registry', report, signal)
}
