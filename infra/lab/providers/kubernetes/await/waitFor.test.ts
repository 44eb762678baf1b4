import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KubernetesObject } from '../objects.ts'
import { jsonPath } from './jsonPath.ts'
import { waitForConditions } from './waitFor.ts'

const object: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name: 'x', generation: 2, labels: { 'app.io/a': 'b' } },
  status: {
    phase: 'Running',
    count: 0,
    conditions: [
      { type: 'Ready', status: 'True', observedGeneration: 2 },
      { type: 'Old', status: 'True', observedGeneration: 1 },
      { type: 'Paused', status: 'False' },
    ],
    addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
  },
}

describe('JSONPath', () => {
  it.each([
    ['{.status.phase}', ['Running']],
    ['.status.phase', ['Running']],
    ['{.status.addresses[0].ip}', ['10.0.0.1']],
    ['{.status.addresses[-1].ip}', ['10.0.0.2']],
    ['{.status.addresses[*].ip}', ['10.0.0.1', '10.0.0.2']],
    [`{.metadata.labels['app.io/a']}`, ['b']],
    ['{.status.conditions[?(@.type=="Ready")].status}', ['True']],
    [`{.status.conditions[?(@.type=='None')].status}`, []],
    ['{.status.nothing.there}', []],
  ])('%s', (expression, found) => {
    expect(jsonPath(expression)(object)).toEqual(found)
  })

  it('finds any field of any object by its dotted name', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/)
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.integer(), (names, value) => {
        const nested = names.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
        expect(jsonPath(`{.${names.join('.')}}`)(nested)).toEqual([value])
      }),
    )
  })

  it('says where it does not understand', () => {
    expect(() => jsonPath('{.status.x[?(@.a>1)]}')).toThrow(/not understood from "\[\?/)
  })
})

describe('pulumi.com/waitFor', () => {
  it.each([
    ['condition=Ready', 'ready'],
    ['condition=ready=true', 'ready'],
    ['condition=Old', 'waiting'],
    ['condition=Paused', 'waiting'],
    ['condition=Paused=False', 'ready'],
    ['condition=Absent', 'waiting'],
    ['jsonpath={.status.phase}=Running', 'ready'],
    ['jsonpath={.status.phase}="Running"', 'ready'],
    ['jsonpath={.status.phase}=Failed', 'waiting'],
    ['jsonpath={.status.count}=0', 'ready'],
    ['jsonpath={.status.count}', 'ready'],
    ['jsonpath={.status.absent}', 'waiting'],
    ['jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', 'ready'],
    ['["condition=Ready", "jsonpath={.status.phase}=Running"]', 'ready'],
    ['["condition=Ready", "condition=Paused"]', 'waiting'],
  ])('%s is %s', (annotation, state) => {
    expect(waitForConditions(annotation)(object).state).toBe(state)
  })

  it.each(['Ready', '[]', '[1]', 'jsonpath=', 'jsonpath={.a[?]}'])('refuses %s', (annotation) => {
    expect(() => waitForConditions(annotation)).toThrow()
  })
})
