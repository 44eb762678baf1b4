import { existsSync } from 'node:fs'
import { command } from './command.ts'
import { bridge, type Network } from './network.ts'
import { ports } from './ports.ts'

const families = ['iptables', 'ip6tables'] as const

/** Chains of kube-proxy and the kubelet, and our own; nothing else on a machine with one kubelet uses these names. */
const ours = /^(KUBE-|ATOLL-)/

/**
 * Rules of our own: pods talk to each other, and on this node to the API server and the name server; from outside
 * nothing reaches the lab's addresses. Pods have no IPv6 addresses but those that the kernel makes up, which lead
 * nowhere.
 */
export async function ensureFirewall({ block, node }: Network): Promise<void> {
  const { apiServer, dns } = ports.bridge
  await ensureChains('iptables', {
    FORWARD: [`-i ${bridge} -o ${bridge} -j ACCEPT`, `-i ${bridge} -j REJECT`, `-o ${bridge} -j REJECT`],
    INPUT: [
      '-i lo -j RETURN',
      `-i ${bridge} -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT`,
      `-i ${bridge} -d ${node} -p udp --dport ${dns} -j ACCEPT`,
      `-i ${bridge} -d ${node} -p tcp -m multiport --dports ${dns},${apiServer} -j ACCEPT`,
      `-i ${bridge} -j REJECT`,
      `-d ${block} -j DROP`,
    ],
  })
  if (!existsSync('/proc/net/if_inet6')) return
  await ensureChains('ip6tables', {
    FORWARD: [`-i ${bridge} -j REJECT`, `-o ${bridge} -j REJECT`],
    INPUT: [`-i ${bridge} -j REJECT`],
  })
}

/** Fills the chains `ATOLL-<chain>` anew, and leads every packet of the chain into them. */
async function ensureChains(
  program: (typeof families)[number],
  rules: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const chains = Object.keys(rules)
  const lines = [
    '*filter',
    ...chains.map((chain) => `:ATOLL-${chain} - [0:0]`),
    ...chains.flatMap((chain) => rules[chain]!.map((rule) => `-A ATOLL-${chain} ${rule}`)),
    'COMMIT',
    '',
  ]
  await command(`${program}-restore`, ['--noflush', '--wait'], { input: lines.join('\n') })
  for (const chain of chains) {
    const rule = [chain, '-j', `ATOLL-${chain}`]
    await command(program, ['--wait', '-C', ...rule]).catch(() => command(program, ['--wait', '-I', ...rule]))
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
