import { describe, expect, test } from 'vitest'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { rendered } from '../testing/rendered.ts'
import { CertManager } from './certManager.ts'

async function issue(names: readonly string[], life?: 'renewed' | 'lasting') {
  const objects = await rendered(() => {
    new CertManager({
      place: examplePlace('loc-cert-manager'),
      chart: { chart: 'cert-manager', version: 'v1.2.3' },
      mirror: { registry: 'registry.internal', digests: {} },
      apiServers: { networks: ['10.20.0.0/28'], port: 6443 },
      replicas: 1,
      cpu: '10m',
      memory: '64Mi',
    }).certificate('example', examplePlace('loc-example'), names, life)
  })
  return only(objects, 'Certificate', 'example').spec
}

describe('a certificate', () => {
  test('is for names, and for addresses where it is asked for some', async () => {
    expect(await issue(['a.example', '127.0.0.1', '::1'])).toMatchObject({
      dnsNames: ['a.example'],
      ipAddresses: ['127.0.0.1', '::1'],
    })
    expect(await issue(['a.example'])).not.toHaveProperty('ipAddresses')
  })

  test('has another key each year', async () => {
    expect(await issue(['a.example'])).toMatchObject({
      duration: '8760h',
      privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always' },
    })
  })

  test('that lasts keeps its RSA key for five years', async () => {
    expect(await issue(['a.example'], 'lasting')).toMatchObject({
      duration: '43800h',
      privateKey: { algorithm: 'RSA', rotationPolicy: 'Never' },
    })
  })
})
