import { existsSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import { paths } from './paths.ts'
import { unlinkPodLogs } from './podLogs.ts'

/** Ids of the processes in the containers of this machine's pods. */
export function podProcesses(): number[] {
  const found = podCgroups().flatMap((directory) => {
    try {
      return readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number)
    } catch {
      return []
    }
  })
  return [...new Set(found)]
}

export function removePodCgroups(): void {
  for (const directory of podCgroups()) {
    try {
      rmdirSync(directory)
    } catch {}
  }
}

/** The control groups of pods in every hierarchy, children before their parents. */
function podCgroups(): string[] {
  const roots = ['/sys/fs/cgroup', ...subdirectories('/sys/fs/cgroup')].map((root) => join(root, 'kubepods'))
  return [...new Set(roots.filter((root) => existsSync(root)).flatMap(withDescendants))]
}

function withDescendants(directory: string): string[] {
  return [...subdirectories(directory).flatMap(withDescendants), directory]
}

function subdirectories(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(directory, entry.name))
  } catch {
    return []
  }
}

/** Takes away every mount under the lab's directories, the innermost first. */
export async function unmountAll(): Promise<void> {
  const points = mountsUnder([paths().run, paths().lab])
  for (let at = 0; at < points.length; at += 100) {
    await command('umount', ['-l', ...points.slice(at, at + 100)]).catch(() => {})
  }
}

/**
 * Removes a directory with everything in it, but nothing that is mounted there.
 * @throws naming the mounts
 */
export function removeUnmounted(directory: string, mounts = mountsUnder([directory])): void {
  if (mounts.length > 0) {
    throw new Error(
      `${directory} is not removed, because these are still mounted in it: ${mounts.join(', ')}. Unmount them (umount -l PATH), then run this again`,
    )
  }
  rmSync(directory, { recursive: true, force: true })
}

function mountsUnder(directories: readonly string[]): string[] {
  return labMounts(readFileSync('/proc/self/mountinfo', 'utf8'), directories)
}

/** The mount points of a mountinfo table that lie under given directories, the last mounted first. */
export function labMounts(mountinfo: string, directories: readonly string[]): string[] {
  return mountinfo
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? [])
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    .filter((point) => directories.some((directory) => point.startsWith(`${directory}/`)))
    .reverse()
}

/** Removes what containerd, its shims, network plugins and the kubelet leave in places that cannot be configured. */
export function removeStrays(): void {
  for (const socket of shimSockets()) rmSync(socket, { force: true })
  const results = '/var/lib/cni/results'
  const names = entries(results)
  const sandboxes = names.filter((name) => name.startsWith('atoll-')).map((name) => name.split('-')[1]!)
  for (const name of names) {
    if (sandboxes.some((id) => name.includes(id))) rmSync(join(results, name), { force: true })
  }
  unlinkPodLogs()
  const logs = '/var/log/containers'
  for (const name of entries(logs)) {
    if (linkTarget(join(logs, name)).startsWith(`${paths().lab}/`)) rmSync(join(logs, name), { force: true })
  }
  rmSync('/var/lib/kubelet/device-plugins/kubelet.sock', { force: true })
  for (const directory of [
    '/run/containerd/s',
    '/run/containerd',
    results,
    '/var/lib/cni',
    logs,
    '/var/lib/kubelet/device-plugins',
    '/var/lib/kubelet',
  ]) {
    try {
      rmdirSync(directory)
    } catch {}
  }
}

function shimSockets(): string[] {
  const tasks = join(paths().run, 'containerd/io.containerd.runtime.v2.task/k8s.io')
  return entries(tasks).flatMap((id) => {
    try {
      const { address } = JSON.parse(readFileSync(join(tasks, id, 'bootstrap.json'), 'utf8')) as {
        address: string
      }
      return [address.replace(/^unix:\/\//, '')]
    } catch {
      return []
    }
  })
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function linkTarget(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}
