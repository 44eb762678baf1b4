import { expect, test } from 'vitest'
import { workloads } from '../../services/workloads.ts'
import { environments } from '../config.ts'
import { requested } from '../coupledCapacity.ts'
import { askedFor } from '../coupledStorage.ts'
import { readStackFile } from '../stackFile.ts'
import { sizesText } from './sizes.ts'

const stackOf = (name: string) => readStackFile(name, workloads)
const rowsOf = (name: string) =>
  sizesText(stackOf(name), workloads)
    .split('\n')
    .map((line) => line.split(/ {2,}/))

test.each(environments)('every system and workload of %s has its row', (name) => {
  const { systems, workloads: listed } = stackOf(name)
  const named = rowsOf(name).map(([first]) => first)
  for (const part of [...systems, ...listed, 'in all', 'the nodes give']) expect(named).toContain(part)
})

test.each(environments)('the sum of %s is what the checks hold against its nodes', (name) => {
  const config = stackOf(name)
  const asked = requested(config, workloads)
  const disks = askedFor(config.systems, config)
  const [, , cores, memory, volumes] = rowsOf(name).find(([first]) => first === 'in all')!
  expect([cores, memory, volumes]).toEqual([
    asked.cpu.toFixed(2),
    `${(asked.memory / 2 ** 30).toFixed(1)} GiB`,
    `${(disks / 2 ** 30).toFixed(1)} GiB`,
  ])
})

test('the nodes give four fifths of what they have, and Ceph a third of its disks', () => {
  const config = {
    ...stackOf('prod'),
    nodes: { controlPlane: 3, workers: 4, cores: 10, memory: '50Gi' },
    devices: { filter: '^nvme1n1$', perNode: 3, size: '1Ti' },
  }
  expect(sizesText(config, workloads)).toMatch(/^the nodes give +32\.00 +160\.0 GiB +4096\.0 GiB$/m)
  expect(sizesText(stackOf('loc'), workloads)).toMatch(/^the nodes give +1\.60 +6\.4 GiB +-$/m)
})
