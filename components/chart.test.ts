import type { ResourceTransformArgs } from '@pulumi/pulumi'
import { expect, test } from 'vitest'
import { annotated } from './chart.ts'

const through = annotated((kind, name) => ({ 'example/secret': `first ${kind} ${name}` }))
const object = (type: string, props: object) =>
  through({ custom: true, type, name: 'any', props, opts: {} } as ResourceTransformArgs)

test('the pods of a chart are annotated, besides what the chart says of them', () => {
  const spec = { replicas: 2, template: { metadata: { annotations: { own: 'a' } }, spec: {} } }
  expect(
    object('kubernetes:apps/v1:Deployment', { kind: 'Deployment', metadata: { name: 'server' }, spec }),
  ).toEqual({
    opts: {},
    props: {
      kind: 'Deployment',
      metadata: { name: 'server' },
      spec: {
        replicas: 2,
        template: {
          metadata: { annotations: { own: 'a', 'example/secret': 'first Deployment server' } },
          spec: {},
        },
      },
    },
  })
})

test('what makes no pods is left as it is', () => {
  expect(object('kubernetes:core/v1:ConfigMap', { data: {} })).toBeUndefined()
  expect(object('kubernetes:core/v1:Service', { spec: { ports: [] } })).toBeUndefined()
})
