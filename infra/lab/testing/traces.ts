import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { familyOf, isAlive } from '../processes.ts'

export interface Traces {
  readonly processes: number
  readonly mounts: string[]
  readonly links: string[]
  readonly rules: string[]
  readonly files: string[]
  readonly settings: string[]
}

/** Everything by which one can tell that the lab of a home is or was on this machine. */
export function traces(home: string): Traces {
  const run = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { encoding: 'utf8' })
  const lines = (text: string): string[] => text.split('\n').filter(Boolean).sort()
  const rules = ['iptables-save', 'ip6tables-save'].flatMap((program) => lines(run(program)))
  return {
    processes: familyOf(home).filter(isAlive).length,
    mounts: lines(readFileSync('/proc/self/mountinfo', 'utf8')).map((line) => line.split(' ')[4]!),
    links: readdirSync('/sys/class/net').sort(),
    rules: rules.filter((line) => line.startsWith('-') || /^:.* - /.test(line)),
    files: [
      '/run/atoll',
      '/run/netns',
      '/run/containerd',
      '/var/lib/cni',
      '/var/lib/kubelet',
      '/sys/fs/cgroup/memory/kubepods',
      '/sys/fs/cgroup/kubepods',
    ].filter(existsSync),
    settings: [
      'net/ipv4/ip_forward',
      'net/ipv4/conf/all/route_localnet',
      'vm/overcommit_memory',
      'kernel/panic',
    ].map((name) => `${name}=${readFileSync(join('/proc/sys', name), 'utf8').trim()}`),
  }
}
