import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import { readIfThere, writeChanged } from './files.ts'
import { paths } from './paths.ts'
import { executable, familyOf, processIds } from './processes.ts'

/** Kernel settings that the lab, its kubelet or its proxy change; they are put back when the lab is stopped. */
const needed: Readonly<Record<string, string | undefined>> = {
  'net/ipv4/ip_forward': '1',
  'net/bridge/bridge-nf-call-iptables': '1',
  'net/ipv4/conf/all/route_localnet': '1',
  'vm/overcommit_memory': undefined,
  'vm/panic_on_oom': undefined,
  'kernel/panic': undefined,
  'kernel/panic_on_oops': undefined,
  'kernel/keys/root_maxkeys': undefined,
  'kernel/keys/root_maxbytes': undefined,
}

const kernelModules = ['overlay', 'br_netfilter', 'veth', 'nf_conntrack', 'xt_comment', 'xt_MASQUERADE']

function remembered(): string {
  return join(paths().run, 'sysctls.json')
}

/** Throws when this process may not, or this kernel cannot, run a node. */
export async function requireHost(): Promise<void> {
  await command('modprobe', ['-a', '-q', ...kernelModules]).catch(() => {})
  const missing = [
    readFileSync('/proc/filesystems', 'utf8').includes('\toverlay\n') ? [] : ['the overlay file system'],
    existsSync('/proc/sys/net/bridge') ? [] : ['br_netfilter'],
    existsSync('/sys/fs/cgroup') ? [] : ['cgroups'],
  ].flat()
  if (missing.length > 0) throw new Error(`This kernel lacks ${missing.join(' and ')}, which the lab needs`)
  requireOnlyKubernetes()
}

/** Throws when another Kubernetes runs here: its firewall chains and control groups have the names that the lab's have. */
export function requireOnlyKubernetes(): void {
  const own = new Set(familyOf(paths().home))
  for (const pid of processIds()) {
    const name = readIfThere(`/proc/${pid}/comm`)?.trim()
    if ((name === 'kubelet' || name === 'kube-proxy') && !own.has(pid) && executable(pid) !== undefined) {
      throw new Error(
        `Another Kubernetes runs on this machine (${name}, process ${pid}); beside it the lab can be neither started nor stopped`,
      )
    }
  }
}

export function requireRoot(what: string): void {
  if (process.getuid?.() !== 0) throw new Error(`${what} needs root: run it as root, or with sudo -E`)
}

/** Sets what a node needs, and remembers what was there before. */
export function setKernel(): void {
  if (!existsSync(remembered())) {
    const before = Object.keys(needed).flatMap((name) => {
      const value = readSetting(name)
      return value === undefined ? [] : [[name, value]]
    })
    writeChanged(remembered(), JSON.stringify(Object.fromEntries(before)))
  }
  for (const [name, value] of Object.entries(needed)) {
    if (value !== undefined && readSetting(name) !== value) writeFileSync(join('/proc/sys', name), value)
  }
}

/** A setting whose kernel module has gone meanwhile is passed over. */
export function restoreKernel(): void {
  if (!existsSync(remembered())) return
  const before = JSON.parse(readFileSync(remembered(), 'utf8')) as Record<string, string>
  for (const [name, value] of Object.entries(before)) {
    const now = readSetting(name)
    if (now !== undefined && now !== value) writeFileSync(join('/proc/sys', name), value)
  }
}

function readSetting(name: string): string | undefined {
  return readIfThere(join('/proc/sys', name))?.trim()
}
