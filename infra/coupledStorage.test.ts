import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askedFor, storageProblems } from './coupledStorage.ts'
import { presets, type Sizes } from './presets.ts'
import { systemNames } from './systems.ts'
import { usersOf } from './users.ts'

const sound = {
  systems: ['rook-ceph', 'minio'],
  nodes: { controlPlane: 1, workers: 3, cores: 8, memory: '32Gi' },
  devices: { filter: '^sd[b-z]$', perNode: 2, size: '1Ti' },
  storageClass: 'ceph-block',
  sizes: presets.standard,
}

describe('Ceph', () => {
  test('has its disks named', () => {
    const { devices, ...rest } = sound
    expect(storageProblems(sound)).toEqual([])
    expect(storageProblems(rest)).toEqual([
      {
        path: 'devices',
        message: 'is missing, but rook-ceph keeps everything on them; expected the disks of each node',
      },
    ])
    expect(storageProblems({ ...sound, systems: ['minio'] })).toEqual([
      { path: 'devices', message: 'nothing uses them; expected rook-ceph in the list of systems' },
    ])
  })

  test('has three nodes for three copies', () => {
    const on = (controlPlane: number, workers: number) =>
      storageProblems({ ...sound, nodes: { ...sound.nodes, controlPlane, workers } })
    expect(on(3, 0)).toEqual([])
    expect(on(3, 2)).toEqual([
      {
        path: 'nodes.workers',
        message: '2 with disks; expected 3 or more, as rook-ceph keeps 3 copies on as many nodes',
      },
    ])
    expect(on(1, 0).map(({ path }) => path)).toContain('nodes.controlPlane')
  })

  test('provisions the storage class', () => {
    expect(storageProblems({ ...sound, storageClass: 'ceph-file' })).toEqual([])
    expect(storageProblems({ ...sound, storageClass: 'standard' })).toEqual([
      {
        path: 'storageClass',
        message: '"standard" is none of rook-ceph; expected ceph-block or ceph-file',
      },
    ])
  })

  test('holds a third of its disks', () => {
    const nodes = fc.integer({ min: 3, max: 50 })
    const size = fc.integer({ min: 10, max: 2000 })
    fc.assert(
      fc.property(nodes, fc.integer({ min: 1, max: 24 }), size, size, (workers, perNode, disk, volume) => {
        const problems = storageProblems({
          ...sound,
          nodes: { ...sound.nodes, workers },
          devices: { ...sound.devices, perNode, size: `${disk}Gi` },
          sizes: { ...sound.sizes, minio: { ...sound.sizes.minio, replicas: 4, volume: `${volume}Gi` } },
        })
        const tooMuch = 4 * volume > (workers * perNode * disk) / 3
        expect(problems.map(({ path }) => path)).toEqual(tooMuch ? ['devices.size'] : [])
      }),
    )
  })

  test('says how much is asked for, and how much there is', () => {
    const devices = { ...sound.devices, perNode: 1, size: '100Gi' }
    expect(storageProblems({ ...sound, devices })[0].message).toBe(
      'volumes ask for 200 GiB, but the disks hold 100 GiB in 3 copies; expected more or larger disks, more workers or a smaller size',
    )
  })
})

/** Volumes of servers that each consumer has its own of. */
const perConsumer = ['postgres', 'valkey']

test('every volume of a size is counted', () => {
  const { nodes, devices } = sound
  const withoutDatabases = systemNames.filter((name) => name !== 'cloudnative-pg')
  const asked = (sizes: Sizes, systems: readonly string[] = withoutDatabases) =>
    askedFor(systems, { nodes, devices, sizes, users: usersOf([{ name: 'ana', reads: [] }], sizes) })
  const withVolume = Object.entries(presets.ha).filter(
    ([name, size]) => 'volume' in size && !perConsumer.includes(name),
  )
  expect(withVolume.length).toBeGreaterThan(3)
  for (const [name, size] of withVolume) {
    const larger = { ...presets.ha, [name]: { ...size, volume: '500Ti' } }
    expect(asked(larger), name).toBeGreaterThan(asked(presets.ha) + 400 * 2 ** 40)
  }
  const databases = { ...presets.ha, postgres: { ...presets.ha.postgres, volume: '500Ti' } }
  for (const consumer of ['harbor', 'mlflow'])
    expect(asked(databases, ['cloudnative-pg', consumer]), `of the consumer ${consumer}`).toBeGreaterThan(
      1400 * 2 ** 40,
    )
})
