import { rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeFirewall } from './firewall.ts'
import { restoreKernel } from './host.ts'
import { podProcesses, removePodCgroups, removeStrays, unmountAll } from './leftovers.ts'
import { removeBridge } from './network.ts'
import { paths } from './paths.ts'
import { endProcesses, familyOf, labProcesses } from './processes.ts'

/** Ends every process of this lab and of its pods, and removes what it has changed on the machine but its state. */
export async function takeDown(report: (line: string) => void): Promise<void> {
  const of = (...names: readonly string[]): number[] =>
    labProcesses()
      .filter((one) => one.home === paths().home && names.includes(one.component))
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
