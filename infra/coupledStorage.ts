import { cephClasses } from '../components/storage/cephClasses.ts'
import { copies } from '../components/storage/cephDaemons.ts'
import { podsOfSystem, workersOf } from './podsOfSystem.ts'
import type { Sizes } from './presets.ts'
import type { Problem } from './problems.ts'
import { quantity } from './quantity.ts'
import type { StackFile } from './stackSchema.ts'
import type { SystemName } from './systems.ts'
import { usersOf } from './users.ts'

type Sound = Partial<Pick<StackFile, 'systems' | 'nodes' | 'devices' | 'storageClass' | 'users'>> & {
  readonly sizes: Sizes | undefined
}

/** What is wrong between the disks of the nodes and what is to be kept on them. */
export function storageProblems({ systems, nodes, devices, storageClass, sizes, users }: Sound): Problem[] {
  if (systems === undefined) return []
  if (!systems.includes('rook-ceph'))
    return devices === undefined
      ? []
      : [{ path: 'devices', message: 'nothing uses them; expected rook-ceph in the list of systems' }]
  const problems: Problem[] = []
  const classes = Object.values<string>(cephClasses)
  if (storageClass !== undefined && !classes.includes(storageClass))
    problems.push({
      path: 'storageClass',
      message: `"${storageClass}" is none of rook-ceph; expected ${classes.join(' or ')}`,
    })
  if (nodes !== undefined && workersOf(nodes) < copies)
    problems.push({
      path: nodes.workers > 0 ? 'nodes.workers' : 'nodes.controlPlane',
      message: `${workersOf(nodes)} with disks; expected ${copies} or more, as rook-ceph keeps ${copies} copies on as many nodes`,
    })
  if (devices === undefined)
    problems.push({
      path: 'devices',
      message: 'is missing, but rook-ceph keeps everything on them; expected the disks of each node',
    })
  else if (nodes !== undefined && sizes !== undefined) {
    const asked = askedFor(systems, { sizes, nodes, devices, users: usersOf(users, sizes) })
    const room = (workersOf(nodes) * devices.perNode * quantity(devices.size)) / copies
    if (asked > room)
      problems.push({
        path: 'devices.size',
        message: `volumes ask for ${inGiB(asked)}, but the disks hold ${inGiB(room)} in ${copies} copies; expected more or larger disks, more workers or a smaller size`,
      })
  }
  return problems
}

/** Bytes of all volumes of these systems, each once. */
export function askedFor(
  systems: readonly string[],
  config: Omit<Parameters<typeof podsOfSystem>[1], 'systems'>,
): number {
  return systems
    .flatMap((system) => podsOfSystem(system as SystemName, { ...config, systems }))
    .reduce((total, { count, volume }) => total + (volume === undefined ? 0 : count * quantity(volume)), 0)
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(0)} GiB`
}
