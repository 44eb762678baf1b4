import { copies } from '../../components/storage/cephDaemons.ts'
import type { Config, KnownWorkload } from '../config.ts'
import { largestTraining, podsOfWorkload, usableShare } from '../coupledCapacity.ts'
import { type PodGroup, podsOfSystem, workersOf } from '../podsOfSystem.ts'
import { quantity } from '../quantity.ts'
import { table } from './table.ts'

interface Size {
  readonly pods: number
  readonly cores: number
  /** Bytes, as `disks`. */
  readonly memory: number
  readonly disks: number
}

/** What each system and workload of a stack asks for, beside what its nodes give, as a table. */
export function sizesText(config: Config, known: readonly KnownWorkload[]): string {
  const workloads = known.filter(({ name }) => config.workloads.includes(name))
  const parts = [
    ...config.systems.map((name) => [name, sizeOf(podsOfSystem(name, config))] as const),
    ...workloads.map((workload) => [workload.name, sizeOf(podsOfWorkload(workload, config))] as const),
    ['a training', sizeOf(largestTraining(workloads, config))] as const,
  ]
  const all = parts.map(([, size]) => size).reduce(plus, nothing)
  const rows = [...parts, ['in all', all] as const]
  return `Stack ${config.environment}, size ${config.size}; of the trainings the largest, databases and key-value stores with those who use them

${table([
  ['', 'pods', 'cores', 'memory', 'volumes'],
  ...rows.map(([name, size]) => [name, String(size.pods), ...inUnits(size)]),
  ['the nodes give', '', ...inUnits(roomOf(config))],
])}

${nodesText(config)}`
}

function sizeOf(groups: readonly PodGroup[]): Size {
  return groups
    .map(({ count, cpu, memory, volume = '0' }) => ({
      // What only takes room on disks is no pod.
      pods: quantity(cpu) > 0 ? count : 0,
      cores: count * quantity(cpu),
      memory: count * quantity(memory),
      disks: count * quantity(volume),
    }))
    .reduce(plus, nothing)
}

/** What pods can ask for; of the disks NaN where it is not Ceph that keeps volumes on them. */
function roomOf({ nodes, devices }: Config): Size {
  const workers = workersOf(nodes)
  return {
    pods: 0,
    cores: workers * nodes.cores * usableShare,
    memory: workers * quantity(nodes.memory) * usableShare,
    disks: devices ? (workers * devices.perNode * quantity(devices.size)) / copies : Number.NaN,
  }
}

function nodesText({ nodes, devices, storageClass }: Config): string {
  const disks = devices
    ? `${devices.perNode} disks of ${devices.size}, which Ceph keeps ${copies} copies on`
    : `no disks: volumes are those of storage class ${storageClass}`
  return `Nodes that take pods: ${workersOf(nodes)}, each with ${nodes.cores} cores and ${nodes.memory}, of which pods may ask for ${usableShare}, and ${disks}.`
}

const nothing: Size = { pods: 0, cores: 0, memory: 0, disks: 0 }

function plus(a: Size, b: Size): Size {
  return {
    pods: a.pods + b.pods,
    cores: a.cores + b.cores,
    memory: a.memory + b.memory,
    disks: a.disks + b.disks,
  }
}

function inUnits({ cores, memory, disks }: Size): string[] {
  const inGiB = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  return [cores.toFixed(2), inGiB(memory), disks > 0 ? inGiB(disks) : '-']
}
