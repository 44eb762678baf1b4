import { describe, expect, test } from 'vitest'
import type { ObjectStores } from '../contracts/objectStores.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { masked, type Rendered, rendered } from '../testing/rendered.ts'
import { cephBucketPolicy } from './cephBucketPolicy.ts'
import { CephObjectStore } from './cephObjectStore.ts'

function render(use: (store: ObjectStores) => void = () => {}): Promise<Rendered[]> {
  return rendered(() => {
    const ceph = examplePlace('loc-rook-ceph')
    use(
      new CephObjectStore({
        place: examplePlace('loc-ceph-object-store'),
        ceph: { place: ceph, running: ceph.ready },
        replicas: 2,
        cpu: '500m',
        memory: '1Gi',
      }),
    )
  })
}

describe("Ceph's object store", () => {
  test('lives beside Ceph, with three copies of everything on as many nodes', async () => {
    const { metadata, spec } = only(await render(), 'CephObjectStore', 'objects')
    expect(metadata.namespace).toBe('loc-rook-ceph')
    for (const pool of [spec.metadataPool, spec.dataPool])
      expect(pool).toMatchObject({ failureDomain: 'host', replicated: { size: 3 } })
    expect(spec.gateway.instances).toBe(2)
  })

  test('is reached at the Service that Rook makes for it', async () => {
    let endpoint: string | undefined
    await render((store) => {
      endpoint = store.bucket('bikes', examplePlace('loc-bikes')).endpoint
    })
    expect(endpoint).toBe('http://rook-ceph-rgw-objects.loc-rook-ceph:8080')
  })
})

describe('a consumer', () => {
  const place = () => examplePlace('loc-bikes')

  test('has one key beside it and beside its user, which can make no bucket', async () => {
    const objects = await render((store) => store.bucket('bikes', place()))
    const { spec } = only(objects, 'CephObjectStoreUser', 'bikes')
    expect(spec).toMatchObject({ clusterNamespace: 'loc-rook-ceph', quotas: { maxBuckets: -1 } })
    const [{ accessKeyRef, secretKeyRef }] = spec.keys
    const told = only(objects, 'Secret', accessKeyRef.name)
    expect(told.metadata.namespace).toBe('loc-ceph-object-store')
    expect(told.data).toEqual({ [accessKeyRef.key]: masked, [secretKeyRef.key]: masked })
    const held = only(objects, 'Secret', 'object-store')
    expect(held.metadata.namespace).toBe('loc-bikes')
    expect(held.data).toMatchObject(told.data)
  })

  test('has a bucket by its name that outlives it, with a policy for itself and the readers', async () => {
    const objects = await render((store) => {
      store.reader('mlflow', examplePlace('loc-mlflow'), { buckets: ['bikes'], prefix: 'mlflow/' })
      store.bucket('bikes', place())
    })
    const claim = only(objects, 'ObjectBucketClaim', 'bikes')
    expect(claim.metadata.annotations).toEqual({ 'pulumi.com/waitFor': 'jsonpath={.status.phase}=Bound' })
    expect(claim.spec.bucketName).toBe('bikes')
    expect(only(objects, 'StorageClass', claim.spec.storageClassName)).toMatchObject({
      provisioner: 'loc-rook-ceph.ceph.rook.io/bucket',
      parameters: { objectStoreName: 'objects', objectStoreNamespace: 'loc-rook-ceph' },
      reclaimPolicy: 'Retain',
    })
    const users: string[] = JSON.parse(claim.spec.additionalConfig.bucketPolicy).Statement.flatMap(
      (statement: Rendered) => statement.Principal.AWS,
    )
    expect(new Set(users)).toEqual(new Set(['arn:aws:iam:::user/bikes', 'arn:aws:iam:::user/mlflow']))
  })

  test('of several buckets has one user, whom the policy of each names', async () => {
    const objects = await render((store) => store.buckets('gitlab', place(), ['uploads', 'packages']))
    expect(only(objects, 'CephObjectStoreUser', 'gitlab')).toBeDefined()
    for (const bucket of ['uploads', 'packages']) {
      const { additionalConfig } = only(objects, 'ObjectBucketClaim', bucket).spec
      for (const { Principal } of JSON.parse(additionalConfig.bucketPolicy).Statement)
        expect(Principal.AWS).toEqual(['arn:aws:iam:::user/gitlab'])
    }
  })

  test('that reads all of another bucket is named by the policy of that one', async () => {
    const objects = await render((store) => {
      store.bucket('ana', examplePlace('loc-ana'), { reads: ['bikes'] })
      store.bucket('bikes', place())
    })
    const policyOf = (bucket: string) =>
      only(objects, 'ObjectBucketClaim', bucket).spec.additionalConfig.bucketPolicy
    expect(policyOf('bikes')).toBe(JSON.stringify(cephBucketPolicy('bikes', [{ user: 'ana', prefix: '' }])))
    expect(policyOf('ana')).toBe(JSON.stringify(cephBucketPolicy('ana', [])))
  })

  test('that only reads has a user and no bucket', async () => {
    const objects = await render((store) =>
      store.reader('mlflow', place(), { buckets: ['bikes'], prefix: 'mlflow/' }),
    )
    expect(only(objects, 'CephObjectStoreUser', 'mlflow')).toBeDefined()
    expect(objects.filter(({ kind }) => kind === 'ObjectBucketClaim')).toEqual([])
  })

  test('that reads is told before the bucket, whose policy names it', async () => {
    let refused: unknown
    await render((store) => {
      store.bucket('bikes', place())
      try {
        store.reader('mlflow', place(), { buckets: ['bikes'], prefix: 'mlflow/' })
      } catch (error) {
        refused = error
      }
    })
    expect(String(refused)).toContain('reader mlflow comes after bucket bikes, whose policy is written')
  })
})
