import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imagesIn, mirrored, qualify } from './mirror.ts'

const pin = `sha256:${'ab'.repeat(32)}`
const mirror = {
  registry: 'harbor.example.internal/mirror',
  digests: { 'quay.io/strimzi/operator:1.1.0': pin },
}

describe('an image from the mirror', () => {
  it('keeps its name below the mirror, and gets its locked digest', () => {
    expect(mirrored({ image: 'quay.io/strimzi/operator:1.1.0' }, mirror)).toEqual({
      image: `harbor.example.internal/mirror/quay.io/strimzi/operator:1.1.0@${pin}`,
    })
  })

  it('keeps a digest of its own', () => {
    expect(mirrored({ image: `registry.k8s.io/pause@${pin}` }, mirror)).toEqual({
      image: `harbor.example.internal/mirror/registry.k8s.io/pause@${pin}`,
    })
  })

  it('is found in arguments, variables and texts of many lines', () => {
    const object = {
      args: ['--reloader=quay.io/prometheus/reloader:v0.93.1'],
      env: [
        {
          name: 'IMAGES',
          value:
            '4.1.0=quay.io/strimzi/kafka:1.1.0-kafka-4.1.0\n4.2.0=quay.io/strimzi/kafka:1.1.0-kafka-4.2.0',
        },
      ],
      data: { 'launcher.json': '{"image":"ghcr.io/kubeflow/kfp-launcher:2.16.0"}' },
    }
    expect(imagesIn(mirrored(object, mirror))).toEqual([
      'harbor.example.internal/mirror/ghcr.io/kubeflow/kfp-launcher:2.16.0',
      'harbor.example.internal/mirror/quay.io/prometheus/reloader:v0.93.1',
      'harbor.example.internal/mirror/quay.io/strimzi/kafka:1.1.0-kafka-4.1.0',
      'harbor.example.internal/mirror/quay.io/strimzi/kafka:1.1.0-kafka-4.2.0',
    ])
  })

  it('has its registry spelled out where a field is an image', () => {
    expect(mirrored({ image: 'busybox:1.37' }, mirror)).toEqual({
      image: 'harbor.example.internal/mirror/docker.io/library/busybox:1.37',
    })
    expect(mirrored({ image: 'grafana/loki:3.6.12' }, mirror)).toEqual({
      image: 'harbor.example.internal/mirror/docker.io/grafana/loki:3.6.12',
    })
  })

  it('is left to Istio where Istio fills it in', () => {
    expect(mirrored({ image: 'auto' }, mirror)).toEqual({ image: 'auto' })
  })

  it('is not seen in what only looks alike', () => {
    const object = {
      group: 'rbac.authorization.k8s.io/v1',
      label: 'app.kubernetes.io/name',
      url: 'https://grafana.com/docs/loki:latest',
      note: 'grafana/loki:3.6.12',
    }
    expect(mirrored(object, mirror)).toEqual(object)
  })

  it('is taken from the mirror once, however often this is done', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(\/[a-z][a-z0-9]{0,5})?$/)
    const version = fc.stringMatching(/^v?[0-9]{1,2}\.[0-9]{1,2}$/)
    const registry = fc.constantFrom('', 'quay.io/', 'ghcr.io/', 'registry.example.org:5000/')
    fc.assert(
      fc.property(registry, name, version, (registry, name, version) => {
        const once = mirrored({ image: `${registry}${name}:${version}` }, mirror)
        expect(once.image.startsWith('harbor.example.internal/mirror/')).toBe(true)
        expect(mirrored(once, mirror)).toEqual(once)
      }),
    )
  })
})

it('an image without a registry is one of Docker Hub', () => {
  expect(qualify('nginx:1')).toBe('docker.io/library/nginx:1')
  expect(qualify('grafana/grafana:12')).toBe('docker.io/grafana/grafana:12')
  expect(qualify('quay.io/a/b:1')).toBe('quay.io/a/b:1')
})
