import { rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeFirewall } from './firewall.ts'
import { requireOnlyKubernetes, requireRoot, restoreKernel } from './host.ts'
import { podProcesses, removePodCgroups, removeStrays, removeUnmounted, unmountAll } from './leftovers.ts'
import { removeBridge } from './network.ts'
import { ownProcesses, withLab } from './ownLab.ts'
import { paths } from './paths.ts'
import { endProcesses, familyOf } from './processes.ts'

type Report = (line: string) => void

export interface StopOptions {
  /** Also remove everything the lab has stored. */
  readonly deleteState: boolean
}

/** Ends the lab and takes away whatever it has left on this machine, even after its processes were killed. */
export async function stopLab({ deleteState }: StopOptions, report: Report = () => {}): Promise<void> {
  requireRoot('Stopping the lab')
  await withLab(report, async () => {
    requireOnlyKubernetes()
    await takeDown(report)
    if (deleteState) removeUnmounted(paths().lab)
  })
}

/** Ends every process of this lab and of its pods, and removes what it has changed on the machine but its state. */
async function takeDown(report: Report): Promise<void> {
  const of = (...names: readonly string[]): number[] =>
    ownProcesses()
      .filter((one) => names.includes(one.component))
      .map((one) => one.pid)
  await endProcesses(of('supervisor'), 1000)
  await endProcesses(of('kubelet'), 2000)
  const pods = podProcesses()
  if (pods.length > 0) report(`stopping ${pods.length} processes of pods`)
  await endProcesses(pods, 5000)
  report('stopping every component')
  await endProcesses(
    of('kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'coredns', 'provisioner'),
    2000,
  )
  await endProcesses(of('kube-apiserver'), 3000)
  await endProcesses(of('etcd', 'registry', 'containerd'), 3000)
  await endProcesses([...familyOf(paths().home), ...podProcesses()], 500)
  report('removing mounts, network and firewall rules')
  await unmountAll()
  await removeBridge()
  await removeFirewall()
  restoreKernel()
  removePodCgroups()
  removeStrays()
  removeRun()
}

function removeRun(): void {
  const { run } = paths()
  const own = [
    'containerd',
    'containerd.sock',
    'containerd.sock.ttrpc',
    'runc',
    'cni',
    'plan.json',
    'sysctls.json',
  ]
  for (const name of own) rmSync(join(run, name), { recursive: true, force: true })
  try {
    rmdirSync(run)
  } catch {}
}
