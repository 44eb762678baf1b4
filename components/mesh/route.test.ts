import * as pulumi from '@pulumi/pulumi'
import { describe, expect, test } from 'vitest'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { rendered } from '../testing/rendered.ts'
import { route } from './route.ts'

function render({ inMesh, ...address }: { readonly inMesh: boolean; readonly tlsName?: string }) {
  return rendered(() => {
    const place = examplePlace('loc-harbor')
    route(
      {
        host: 'harbor.loc.example.org',
        server: { place, name: 'harbor', labels: { app: 'harbor' }, port: 8443 },
        address: { namespace: 'loc-harbor', service: 'harbor', port: 443, ...address },
        gateway: 'loc-istio/gateway',
        authority: 'gateway-tls',
        inMesh,
      },
      { parent: new pulumi.ComponentResource('atoll:testing:Parent', 'parent'), dependsOn: [] },
    )
  })
}

async function tlsTo(args: { readonly inMesh: boolean; readonly tlsName?: string }) {
  return only(await render(args), 'DestinationRule', 'harbor').spec.trafficPolicy.tls
}

test('the gateway passes every path of a name on', async () => {
  const { hosts, http } = only(await render({ inMesh: true }), 'VirtualService', 'harbor').spec
  const host = 'harbor.loc-harbor.svc.cluster.local'
  expect([hosts, http]).toEqual([
    ['harbor.loc.example.org'],
    [{ route: [{ destination: { host, port: { number: 443 } } }] }],
  ])
})

test('and spreads requests over replicas one after the other', async () => {
  const { trafficPolicy } = only(await render({ inMesh: true }), 'DestinationRule', 'harbor').spec
  expect(trafficPolicy.loadBalancer).toEqual({ simple: 'ROUND_ROBIN' })
})

describe('from the gateway to a server', () => {
  test('in the mesh it is mutual TLS', async () => {
    expect(await tlsTo({ inMesh: true })).toEqual({ mode: 'ISTIO_MUTUAL' })
  })

  test('outside of it, a server that speaks TLS must show its name in a certificate of the authority', async () => {
    expect(await tlsTo({ inMesh: false, tlsName: 'harbor.loc-harbor.svc' })).toEqual({
      mode: 'SIMPLE',
      credentialName: 'gateway-tls',
      sni: 'harbor.loc-harbor.svc',
      subjectAltNames: ['harbor.loc-harbor.svc'],
    })
  })

  test('and one that does not gets it as it is', async () => {
    expect(await tlsTo({ inMesh: false })).toEqual({ mode: 'DISABLE' })
  })
})
