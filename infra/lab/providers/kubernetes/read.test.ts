import { expect, it } from 'vitest'
import type { KubernetesObject } from './objects.ts'
import { inputsOfLive, withDrift } from './read.ts'

const object = (data: unknown, metadata = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', ...metadata },
  data,
})

it('leaves the inputs as they are where applying them would change nothing', () => {
  const live = object({ a: '1', byAnother: '2' }, { uid: 'u', resourceVersion: '7', managedFields: [] })
  const inputs = object({ a: '1' })
  expect(withDrift(inputs, live, { ...live, metadata: { ...live.metadata, resourceVersion: '8' } })).toEqual(
    inputs,
  )
})

it('takes the live value where it drifted, and leaves out what was taken away', () => {
  const inputs = object({ a: '1', b: '2' })
  expect(withDrift(inputs, object({ a: 'drifted' }), object({ a: '1', b: '2' }))).toEqual(
    object({ a: 'drifted' }),
  )
})

it('shows drift in a field that the inputs do not name, as the data behind stringData', () => {
  const inputs = { ...object(undefined), stringData: { a: '1' } } as KubernetesObject
  expect(withDrift(inputs, object({ a: 'drifted' }), object({ a: 'MQ==' }))).toMatchObject({
    data: { a: 'drifted' },
  })
})

it('declares of an imported object what the server did not add', () => {
  const live = {
    ...object({ a: '1' }, { uid: 'u', creationTimestamp: 't', finalizers: ['f'], labels: { l: 'm' } }),
    status: { phase: 'x' },
  }
  expect(inputsOfLive(live)).toEqual(object({ a: '1' }, { labels: { l: 'm' } }))
})
