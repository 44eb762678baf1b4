import { mkdirSync, readFileSync } from 'node:fs'
import { BlockList, isIPv4 } from 'node:net'
import { join } from 'node:path'
import { command } from './command.ts'
import { readIfThere, writeChanged } from './files.ts'
import { paths } from './paths.ts'

export const bridge = 'atoll0'

/** The lab's addresses, all taken from one block of 65,536. */
export interface Network {
  /** The whole block. */
  readonly block: string
  readonly pods: string
  readonly services: string
  /** The bridge's own address: the node, as pods see it. */
  readonly node: string
  readonly dnsService: string
}

/** The lab's network from the second byte of its block 10.x.0.0/16. */
export function networkOf(x: number): Network {
  return {
    block: `10.${x}.0.0/16`,
    pods: `10.${x}.0.0/23`,
    services: `10.${x}.128.0/20`,
    node: `10.${x}.0.1`,
    dnsService: `10.${x}.128.10`,
  }
}

/** The first block that overlaps none of the given networks (`a.b.c.d/n` or an address). */
export function chooseNetwork(used: readonly string[]): Network {
  for (let x = 87; x < 255; x++) {
    if (!used.some((other) => overlaps(networkOf(x).block, other))) return networkOf(x)
  }
  throw new Error(
    'Every network from 10.87.0.0/16 to 10.254.0.0/16 is in use on this machine; the lab needs one',
  )
}

/** Whether two IPv4 networks share an address. */
export function overlaps(a: string, b: string): boolean {
  return contains(a, b.split('/')[0]!) || contains(b, a.split('/')[0]!)
}

function contains(network: string, address: string): boolean {
  const [base = '', prefix = '32'] = network.split('/')
  if (!isIPv4(base) || !isIPv4(address)) return false
  const list = new BlockList()
  list.addSubnet(base, Number(prefix))
  return list.check(address)
}

/** The network chosen when the lab was first started: certificates and stored objects depend on it. */
export async function ensureNetwork(): Promise<Network> {
  const file = join(paths().lab, 'network.json')
  const chosen = readIfThere(file)
  if (chosen !== undefined) return networkOf((JSON.parse(chosen) as { x: number }).x)
  const network = chooseNetwork(await usedNetworks())
  mkdirSync(paths().lab, { recursive: true, mode: 0o700 })
  writeChanged(file, JSON.stringify({ x: Number(network.block.split('.')[1]) }))
  return network
}

async function usedNetworks(): Promise<string[]> {
  const routes = JSON.parse(await command('ip', ['-j', '-4', 'route', 'show', 'table', 'all'])) as {
    dst: string
  }[]
  const names = readFileSync('/etc/resolv.conf', 'utf8').matchAll(/^nameserver\s+(\S+)/gm)
  return [...routes.map((route) => route.dst), ...[...names].map((match) => match[1]!)].filter((used) =>
    isIPv4(used.split('/')[0]!),
  )
}

/** Makes the bridge with its address, if it is not there yet. */
export async function ensureBridge(network: Network): Promise<void> {
  const links = await command('ip', ['-o', 'link', 'show'])
  if (!links.includes(` ${bridge}:`)) {
    await command('ip', ['link', 'add', bridge, 'type', 'bridge']).catch((error: Error) => {
      throw new Error(`This kernel cannot make a network bridge, which the lab needs: ${error.message}`)
    })
  }
  await command('ip', ['address', 'replace', `${network.node}/23`, 'dev', bridge])
  await command('ip', ['link', 'set', bridge, 'up'])
}

export async function removeBridge(): Promise<void> {
  const links = JSON.parse(await command('ip', ['-j', 'link', 'show'])) as {
    ifname: string
    master?: string
  }[]
  for (const link of links.filter((one) => one.master === bridge || one.ifname === bridge)) {
    await command('ip', ['link', 'delete', link.ifname]).catch(() => {})
  }
}
