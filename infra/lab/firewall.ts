import { command } from './command.ts'
import { bridge, type Network } from './network.ts'

const families = ['iptables', 'ip6tables'] as const

/** Chains of kube-proxy and the kubelet, and our own; nothing else on a machine with one kubelet uses these names. */
const ours = /^(KUBE-|ATOLL-)/

/**
 * Rules of our own: pods talk to each other and to this node, and to nothing else; from outside nothing reaches the
 * lab's addresses.
 */
export async function ensureFirewall(network: Network): Promise<void> {
  const rules = [
    `*filter`,
    `:ATOLL-FORWARD - [0:0]`,
    `:ATOLL-INPUT - [0:0]`,
    `-A ATOLL-FORWARD -i ${bridge} -o ${bridge} -j ACCEPT`,
    `-A ATOLL-FORWARD -i ${bridge} -j REJECT`,
    `-A ATOLL-FORWARD -o ${bridge} -j REJECT`,
    `-A ATOLL-INPUT -i lo -j RETURN`,
    `-A ATOLL-INPUT -i ${bridge} -j RETURN`,
    `-A ATOLL-INPUT -d ${network.block} -j DROP`,
    `COMMIT`,
    '',
  ]
  await command('iptables-restore', ['--noflush', '--wait'], { input: rules.join('\n') })
  for (const chain of ['FORWARD', 'INPUT']) {
    const rule = [chain, '-j', `ATOLL-${chain}`]
    await command('iptables', ['--wait', '-C', ...rule]).catch(() =>
      command('iptables', ['--wait', '-I', ...rule]),
    )
  }
}

/** Takes away every chain of the lab and every rule that leads into one, and leaves all else as it is. */
export async function removeFirewall(): Promise<void> {
  for (const family of families) {
    const saved = await command(`${family}-save`, []).catch(() => '')
    const input = removal(saved)
    if (input) await command(`${family}-restore`, ['--noflush', '--wait'], { input })
  }
}

/** What `iptables-restore --noflush` must read to remove the lab's part of what `iptables-save` printed. */
export function removal(saved: string): string {
  const output: string[] = []
  for (const table of saved.split(/^(?=\*)/m)) {
    const lines = table.split('\n')
    const chains = lines.filter((line) => line.startsWith(':')).map((line) => line.slice(1).split(' ')[0]!)
    const lost = chains.filter((chain) => ours.test(chain))
    if (lost.length === 0) continue
    const jumps = lines.filter((line) => {
      const [, from = '', to = ''] = /^-A (\S+) .*?-[jg] (\S+)/.exec(line) ?? []
      return ours.test(to) && !ours.test(from)
    })
    output.push(
      lines.find((line) => line.startsWith('*'))!,
      ...jumps.map((line) => line.replace(/^-A/, '-D')),
      ...lost.map((chain) => `-F ${chain}`),
      ...lost.map((chain) => `-X ${chain}`),
      'COMMIT',
    )
  }
  return output.length === 0 ? '' : `${output.join('\n')}\n`
}
