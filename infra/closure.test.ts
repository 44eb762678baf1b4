import { describe, expect, it } from 'vitest'
import { hostsIn, leaks } from './closure.ts'

const inside = ['prod.atoll.internal']
const found = (object: unknown) => leaks([object], inside)
const pod = (container: object) => ({
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'b' },
  spec: { containers: [{ image: 'registry.prod.atoll.internal/mirror/quay.io/a/b:1', ...container }] },
})

describe('a host outside the network', () => {
  it('is named with its object and field', () => {
    expect(found(pod({ image: 'quay.io/a/b:1' }))).toEqual([
      { object: 'Pod b/a', field: 'spec.containers[0].image', host: 'quay.io' },
    ])
  })

  it.each([
    [
      'a variable',
      pod({ env: [{ name: 'LAUNCHER', value: 'ghcr.io/kubeflow/kfp-launcher:2.16.0' }] }),
      'ghcr.io',
    ],
    ['an argument', pod({ args: ['--url=https://stats.grafana.org/usage-report'] }), 'stats.grafana.org'],
    [
      'a file in a ConfigMap',
      { kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a.json': '{"host":"smtp.gmail.com:587"}' } },
      'smtp.gmail.com',
    ],
    [
      'a custom resource',
      {
        kind: 'Kafka',
        metadata: { name: 'k' },
        spec: { kafka: { image: 'quay.io/strimzi/kafka@sha256:00' } },
      },
      'quay.io',
    ],
  ])('is found in %s', (_, object, host) => {
    expect(found(object).map((leak) => leak.host)).toEqual([host])
  })
})

describe('what stays inside', () => {
  it.each([
    ['the mirror', pod({})],
    [
      'a Service',
      pod({ args: ['--url=http://minio.prod-storage:9000', '--dns=kube-dns.kube-system.svc.cluster.local'] }),
    ],
    ['a pod of a Service', pod({ args: ['--url=tcp://gitaly-0.gitaly.prod-gitlab.svc:8075'] })],
    ['a name of the domain', pod({ args: ['https://grafana.prod.atoll.internal/d/1'] })],
    [
      'an address of the network',
      pod({ args: ['https://10.0.0.1:6443', 'http://[::1]:80', 'http://localhost:80'] }),
    ],
    [
      'a group of an API',
      {
        kind: 'ClusterRole',
        metadata: { name: 'r' },
        rules: [{ apiGroups: ['monitoring.coreos.com'] }],
        apiVersion: 'rbac.authorization.k8s.io/v1',
      },
    ],
    ['a label', { kind: 'Pod', metadata: { name: 'p', labels: { 'app.kubernetes.io/name': 'a' } } }],
    [
      'a description',
      {
        kind: 'CustomResourceDefinition',
        metadata: { name: 'd' },
        spec: { description: 'see https://kubernetes.io/docs' },
      },
    ],
    [
      'a label in a file',
      {
        kind: 'ConfigMap',
        metadata: { name: 'c' },
        data: { a: 'matchLabels:\n  istio.io/dataplane-mode: ambient' },
      },
    ],
    [
      'a comment',
      {
        kind: 'ConfigMap',
        metadata: { name: 'c' },
        data: { 'a.sh': '#!/bin/sh\n# from https://github.com/a/b\necho' },
      },
    ],
  ])('is no leak: %s', (_, object) => {
    expect(found(object)).toEqual([])
  })
})

it('hosts are read from addresses with a login and a port', () => {
  expect(hostsIn('amqp://user:secret@mq.example.com:5672/vhost')).toEqual(['mq.example.com'])
})
