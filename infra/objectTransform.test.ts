import { output } from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import type { Rendered } from '../components/testing/rendered.ts'
import { objectTransform } from './objectTransform.ts'
import { exampleLocks } from './testing/stack.ts'

const images = { lock: 'stacks/images.prod.json', mirror: 'registry.example.internal/mirror' }
const transform = objectTransform(
  { environment: 'prod', domain: 'prod.example.internal', owner: 'platform', images },
  exampleLocks,
)
const through = (type: string, props: object) =>
  transform({ custom: true, type, name: 'any', props, opts: {} }) as
    | { props: Rendered; opts: object }
    | undefined

describe('an object', () => {
  it('takes its images from the mirror', () => {
    const pod = { metadata: { name: 'a' }, spec: { containers: [{ image: 'quay.io/a/b:1.2' }] } }
    expect(through('kubernetes:core/v1:Pod', pod)?.props.spec.containers[0].image).toBe(
      'registry.example.internal/mirror/quay.io/a/b:1.2',
    )
  })

  it('that names a host outside the network is not made', () => {
    const pod = {
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ args: ['https://stats.example.com'] }] },
    }
    expect(() => through('kubernetes:core/v1:Pod', pod)).toThrow(
      'Pod a: spec.containers[0].args[0] names stats.example.com, which is outside the network',
    )
  })

  it('that breaks a rule of the policy pack is not made', () => {
    const pod = {
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'prod-bikes' },
      spec: { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] },
    }
    expect(() => through('kubernetes:core/v1:Pod', pod)).toThrow(
      'Pod prod-bikes/a: no-host-paths: volume logs is /var/log of the node',
    )
    const named = { ...pod, metadata: { name: output('a'), namespace: 'prod-bikes' } }
    expect(() => through('kubernetes:core/v1:Pod', named)).toThrow(
      'Pod prod-bikes/of a name not yet known: no-host-paths',
    )
  })

  it('has an owner, its own if it names one', () => {
    const labels = (given: object) =>
      through('kubernetes:core/v1:Pod', { metadata: { labels: given } })?.props.metadata.labels ?? {}
    expect(labels({ app: 'a' })).toEqual({
      app: 'a',
      owner: 'platform',
      'app.kubernetes.io/part-of': 'atoll',
    })
    expect(labels({ owner: 'bikes' }).owner).toBe('bikes')
  })

  it('is protected if other objects are of the kind that it defines', () => {
    expect(through('kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition', {})?.opts).toEqual({
      protect: true,
    })
    expect(through('kubernetes:core/v1:ConfigMap', {})?.opts).toEqual({})
    const dev = objectTransform(
      { environment: 'dev', domain: 'dev.example.internal', owner: 'platform', images },
      exampleLocks,
    )
    const type = 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition'
    expect(dev({ custom: true, type, name: 'any', props: {}, opts: {} })).toBeUndefined()
  })
})

it('what is no Kubernetes object is left as it is', () => {
  expect(through('random:index/randomPassword:RandomPassword', {})).toBeUndefined()
  expect(through('kubernetes:helm.sh/v3:Release', {})).toBeUndefined()
})
