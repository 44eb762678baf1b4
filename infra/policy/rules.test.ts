import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPrivileged } from './isPrivileged.ts'
import { type KubernetesObject, rules, violations } from './rules.ts'

const container = {
  name: 'serve',
  image: `registry.internal/services@sha256:${'a'.repeat(64)}`,
  ports: [{ containerPort: 8080 }],
  readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
}

/** A Deployment that keeps to every rule, its container and its pod changed. */
function deployment(changed: object = {}, pod: object = {}): KubernetesObject {
  const spec = { securityContext: { runAsNonRoot: true }, containers: [{ ...container, ...changed }], ...pod }
  return {
    kind: 'Deployment',
    metadata: {
      name: 'bikes',
      namespace: 'prod-bikes',
      labels: { owner: 'mobility', 'app.kubernetes.io/part-of': 'atoll' },
    },
    spec: { template: { spec } },
  }
}

const hostPath = { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }

describe('an object', () => {
  test('that keeps to every rule has nothing said of it', () => {
    expect(violations(deployment(), false)).toEqual([])
  })

  test.each<[string, KubernetesObject, string]>([
    [
      'root, when its image says so',
      deployment({}, { securityContext: {} }),
      'non-root: container serve may run as root; expected runAsNonRoot, and no user 0',
    ],
    [
      'root, although it promises not to',
      deployment({ securityContext: { runAsUser: 0 } }),
      'non-root: container serve may run as root; expected runAsNonRoot, and no user 0',
    ],
    [
      'no request of cores',
      deployment({ resources: { ...container.resources, requests: { memory: '1Gi' } } }),
      'requests-and-limits: container serve asks for no cores',
    ],
    [
      'no limit of memory',
      deployment({ resources: { requests: container.resources.requests } }),
      'requests-and-limits: container serve has no limit of memory',
    ],
    [
      'no readiness probe',
      deployment({ readinessProbe: undefined }),
      'probes: container serve listens, but has no readiness probe',
    ],
    [
      'a directory of the node',
      deployment({}, hostPath),
      'no-host-paths: volume logs is /var/log of the node',
    ],
    [
      'a floating image',
      deployment({ image: 'registry.internal/services:latest' }),
      'pinned-images: image registry.internal/services:latest of container serve can be any; expected a version or digest',
    ],
    [
      'no owner',
      { ...deployment(), metadata: { name: 'a', labels: { 'app.kubernetes.io/part-of': 'atoll' } } },
      'owner: has no label owner',
    ],
    [
      'nothing that it is part of',
      { ...deployment(), metadata: { name: 'a', labels: { owner: 'mobility' } } },
      'labels: has no label app.kubernetes.io/part-of',
    ],
  ])('with %s breaks one rule', (_what, object, said) => {
    expect(violations(object, false)).toEqual([said])
  })

  test('is looked at in what starts before it too, and in what a CronJob or a Notebook makes', () => {
    const first = { ...container, name: 'first', image: 'a' }
    expect(violations(deployment({}, { initContainers: [first] }), false)).toEqual([
      'pinned-images: image a of container first can be any; expected a version or digest',
    ])
    const { spec, ...rest } = deployment({ image: 'a' })
    for (const made of [
      { kind: 'CronJob', spec: { jobTemplate: { spec } } },
      { kind: 'Notebook', spec },
    ])
      expect(violations({ ...rest, ...made }, false)).toEqual([
        'pinned-images: image a of container serve can be any; expected a version or digest',
      ])
  })

  test('of storage or of an agent of nodes may be root, read its node, and be behind no Service, and no more', () => {
    expect(
      violations(deployment({ readinessProbe: undefined }, { ...hostPath, securityContext: {} }), true),
    ).toEqual([])
    expect(violations(deployment({ image: 'a' }), true)).toHaveLength(1)
  })
})

describe('an image', () => {
  const check = rules.find(({ name }) => name === 'pinned-images')!.check
  const isPinned = (image: string) => check(deployment({ image })).length === 0

  test('is pinned by a version, a digest, or by Istio', () => {
    const tag = fc.stringMatching(/^v?\d{1,3}\.\d{1,3}(\.\d{1,3})?(-[a-z]{2,8})?$/)
    fc.assert(fc.property(tag, (version) => isPinned(`quay.io/a/b:${version}`)))
    expect(isPinned('auto')).toBe(true)
  })

  test('is not by a word, or by nothing', () => {
    const word = fc.stringMatching(/^[a-z]{1,10}$/)
    fc.assert(fc.property(word, (tag) => !isPinned(`registry:5000/a/b:${tag}`)))
    for (const image of ['registry:5000/a/b', 'busybox', 'a@sha256:abc', 'a:latest', 'a:latest-1', ''])
      expect([image, isPinned(image)]).toEqual([image, false])
  })
})

test('the systems that work on nodes are told by their namespace', () => {
  const lives = (namespace: string) => isPrivileged({ metadata: { namespace } })
  expect([lives('prod-istio-cni'), lives('prod-istio'), lives('prod-bikes')]).toEqual([true, false, false])
  expect(isPrivileged({ metadata: { name: 'a' } })).toBe(false)
})

test('a definition of a kind is as its maker wrote it', () => {
  expect(
    violations({ kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.org' } }, false),
  ).toEqual([])
  expect(violations({ kind: 'ConfigMap', metadata: { name: 'a' } }, false)).toHaveLength(2)
})
