import { describe, expect, it } from 'vitest'
import type { Change } from './compare.ts'
import { ApiError } from './errors.ts'
import type { KubernetesObject } from './objects.ts'
import { changesAt, refusedFields, replacingChanges } from './replacement.ts'

const object = (kind: string, rest = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  ...rest,
})
const change = (path: string): Change => ({ path: path.split('.'), kind: 'update' })
const refusal = (...causes: { field: string; message: string }[]) =>
  new ApiError(422, { reason: 'Invalid', details: { causes } }, { path: '/' })

describe('replacements judged by the kind', () => {
  it.each([
    ['Deployment', 'spec.selector.matchLabels.app'],
    ['StatefulSet', 'spec.volumeClaimTemplates.0.spec'],
    ['Job', 'spec.template.spec.containers'],
    ['Service', 'spec.clusterIP'],
    ['PersistentVolumeClaim', 'spec.storageClassName'],
    ['RoleBinding', 'roleRef.name'],
    ['Secret', 'type'],
  ])('%s: %s', (kind, path) => {
    expect(replacingChanges(object(kind), [change(path), change('metadata.labels.a')])).toEqual([
      change(path),
    ])
  })

  it('are not made for what can change', () => {
    expect(replacingChanges(object('Deployment'), [change('spec.replicas')])).toEqual([])
    expect(
      replacingChanges(object('PersistentVolumeClaim'), [change('spec.resources.requests.storage')]),
    ).toEqual([])
  })

  it('are made for the data of immutable maps and secrets only', () => {
    expect(replacingChanges(object('ConfigMap'), [change('data.a')])).toEqual([])
    expect(replacingChanges(object('ConfigMap', { immutable: true }), [change('data.a')])).toHaveLength(1)
  })
})

describe('refusals of the API server', () => {
  it.each([
    ['Deployment', 'spec.selector', 'Invalid value: {}: field is immutable'],
    [
      'StatefulSet',
      'spec',
      "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
    ],
    ['Service', 'spec.clusterIPs[0]', 'Invalid value: ["10.0.0.1"]: may not change once set'],
    ['claim', 'spec', 'Forbidden: spec is immutable after creation except resources.requests'],
    ['binding', 'roleRef', 'Invalid value: {}: cannot change roleRef'],
    ['Secret', 'data', 'Forbidden: field is immutable when `immutable` is set'],
    ['Pod', 'spec', 'Forbidden: pod updates may not change fields other than `spec.containers[*].image`'],
    ['StorageClass', 'parameters', 'Forbidden: updates to parameters are forbidden.'],
  ])('of a %s mean a new object', (_kind, field, message) => {
    expect(refusedFields(refusal({ field, message }))?.[0]?.[0]).toBe(field.split('.')[0])
  })

  it('for another reason do not: a new object would be refused as well', () => {
    const immutable = { field: 'spec.selector', message: 'field is immutable' }
    const invalid = {
      field: 'spec.replicas',
      message: 'Invalid value: -1: must be greater than or equal to 0',
    }
    const shrunk = {
      field: 'spec.resources.requests.storage',
      message: 'Forbidden: field can not be less than status.capacity',
    }
    expect(refusedFields(refusal(invalid))).toBeUndefined()
    expect(refusedFields(refusal(shrunk))).toBeUndefined()
    expect(refusedFields(refusal(immutable, invalid))).toBeUndefined()
    expect(refusedFields(new ApiError(409, {}, { path: '/' }))).toBeUndefined()
    expect(refusedFields(new Error('immutable'))).toBeUndefined()
  })

  it('are laid to the changes at their field, else near it, else to all', () => {
    const changes = [change('spec.selector.app'), change('spec.replicas'), change('data.a')]
    expect(changesAt([['spec', 'selector']], changes)).toEqual([changes[0]])
    expect(changesAt([['spec', 'clusterIPs', 0]], changes)).toEqual(changes.slice(0, 2))
    expect(changesAt([['type']], changes)).toEqual(changes)
  })
})
