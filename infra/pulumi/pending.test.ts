import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { pendingOperations, stateFile, withPendingCreations } from './pending.ts'

const operation = (type: 'creating' | 'updating', resourceType: string, metadata?: object) => ({
  type,
  resource: { urn: `urn:${resourceType}`, type: resourceType, ...(metadata && { inputs: { metadata } }) },
})

it('reads what a killed run left open', () => {
  const backend = mkdtempSync(join(tmpdir(), 'pending-'))
  expect(pendingOperations(backend, 'atoll', 'loc')).toEqual([])
  const path = stateFile(backend, 'atoll', 'loc')
  mkdirSync(dirname(path), { recursive: true })
  const open = [operation('updating', 'kubernetes:core/v1:Secret')]
  writeFileSync(path, JSON.stringify({ checkpoint: { latest: { pending_operations: open } } }))
  expect(pendingOperations(backend, 'atoll', 'loc')).toEqual(open)
  writeFileSync(path, JSON.stringify({ checkpoint: { latest: null } }))
  expect(pendingOperations(backend, 'atoll', 'loc')).toEqual([])
})

it('takes objects for created by their names, and drops creations that left nothing outside', () => {
  const before = { urn: 'urn:before', type: 'kubernetes:core/v1:Namespace', id: 'loc-ml' }
  const state = withPendingCreations({
    resources: [before],
    pending_operations: [
      operation('creating', 'kubernetes:apps/v1:Deployment', { name: 'web', namespace: 'loc-ml' }),
      operation('creating', 'kubernetes:core/v1:Namespace', { name: 'loc-ml' }),
      operation('creating', 'random:index/randomPassword:RandomPassword'),
      operation('updating', 'kubernetes:core/v1:Secret', { name: 'x' }),
    ],
  })
  expect(state.resources).toMatchObject([
    before,
    { urn: 'urn:kubernetes:apps/v1:Deployment', id: 'loc-ml/web', outputs: {} },
    { urn: 'urn:kubernetes:core/v1:Namespace', id: 'loc-ml', outputs: {} },
  ])
  expect(state.pending_operations).toMatchObject([{ type: 'updating' }])
})

it('leaves the replaced object to be deleted, the new one in its place', () => {
  const old = { urn: 'urn:kubernetes:core/v1:Secret', type: 'kubernetes:core/v1:Secret', id: 'old' }
  const dependent = { urn: 'urn:dependent', type: 'kubernetes:core/v1:Pod', id: 'pod' }
  const { resources } = withPendingCreations({
    resources: [old, dependent],
    pending_operations: [operation('creating', 'kubernetes:core/v1:Secret', { name: 'new' })],
  })
  expect(resources).toMatchObject([{ urn: old.urn, id: 'new' }, dependent, { ...old, delete: true }])
})
