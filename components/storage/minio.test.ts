import { describe, expect, test } from 'vitest'
import type { Place } from '../contracts/place.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { masked, type Rendered, rendered } from '../testing/rendered.ts'
import { Minio, type MinioArgs } from './minio.ts'

function render(
  args: Partial<MinioArgs>,
  use?: (minio: Minio, consumer: Place) => void,
): Promise<Rendered[]> {
  return rendered(() => {
    const minio = new Minio({
      place: examplePlace('loc-storage'),
      image: 'minio',
      clientImage: 'mc',
      replicas: 1,
      cpu: '100m',
      memory: '512Mi',
      volume: '5Gi',
      storageClass: 'standard',
      metrics: undefined,
      nodePort: undefined,
      ...args,
    })
    use?.(minio, examplePlace('loc-bikes'))
  })
}

const container = (objects: readonly Rendered[]) =>
  only(objects, 'StatefulSet', 'minio').spec.template.spec.containers[0]

describe('MinIO', () => {
  test('keeps objects on a volume of the size and class it is told', async () => {
    const [claim] = only(await render({}), 'StatefulSet', 'minio').spec.volumeClaimTemplates
    expect(claim.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'standard',
      resources: { requests: { storage: '5Gi' } },
    })
  })

  test('alone, serves its volume', async () => {
    const objects = await render({})
    expect(container(objects).args).toEqual(['server', '--address', ':9000', '/data'])
    expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([])
  })

  test('of four, serves all their volumes as one, and loses one at most to maintenance', async () => {
    const objects = await render({ replicas: 4 })
    expect(only(objects, 'StatefulSet', 'minio').spec.replicas).toBe(4)
    expect(container(objects).args.at(-1)).toBe(
      'http://minio-{0...3}.minio-replicas.loc-storage.svc:9000/data',
    )
    expect(only(objects, 'PodDisruptionBudget', 'minio').spec.maxUnavailable).toBe(1)
    expect(only(objects, 'NetworkPolicy', 'minio-to-minio')).toBeDefined()
  })

  test('takes its root password from a generated secret', async () => {
    const objects = await render({})
    expect(environmentOf(container(objects))).toMatchObject({
      MINIO_ROOT_USER: 'minio-root/user',
      MINIO_ROOT_PASSWORD: 'minio-root/password',
    })
    expect(only(objects, 'Secret', 'minio-root').data).toEqual({ user: masked, password: masked })
  })

  test('has a node port only where one is given', async () => {
    expect(only(await render({}), 'Service', 'minio').spec.type).toBe('ClusterIP')
    const { spec } = only(await render({ nodePort: 30900 }), 'Service', 'minio')
    expect([spec.type, spec.ports[0].nodePort]).toEqual(['NodePort', 30900])
  })
})

describe('a consumer', () => {
  test('gets the same access key as MinIO is told, in its own namespace, by reference', async () => {
    let secret: string | undefined
    const objects = await render({}, (minio, place) => {
      const { credentials } = minio.bucket('bikes', place)
      secret = `${credentials.accessKeyId.namespace}/${credentials.accessKeyId.name}`
    })
    expect(secret).toBe('loc-bikes/object-store')
    const keys = ['accessKeyId', 'secretAccessKey']
    expect(Object.keys(only(objects, 'Secret', 'object-store').data)).toEqual([keys[0], 'file', keys[1]])
    expect(Object.keys(only(objects, 'Secret', 'minio-setup-bikes').data)).toEqual(keys)
  })

  test('gets its bucket and a policy for it by a Job', async () => {
    const objects = await render({}, (minio, place) => minio.bucket('bikes', place))
    const job = objects.find(({ kind }) => kind === 'Job')!
    expect(environmentOf(job.spec.template.spec.containers[0])).toMatchObject({
      BUCKETS: 'bikes',
      ACCESS_KEY_ID: 'minio-setup-bikes/accessKeyId',
      MC_HOST_store: 'http://$(ROOT_USER):$(ROOT_PASSWORD)@minio.loc-storage:9000',
    })
    const policy = JSON.parse(only(objects, 'ConfigMap', 'minio-setup-bikes').data['policy.json'])
    expect(policy.Statement[1].Resource).toEqual(['arn:aws:s3:::bikes/*'])
  })

  test('has its secret key in no argument of the Job’s commands', async () => {
    const objects = await render({}, (minio, place) => minio.bucket('bikes', place))
    const script: string = only(objects, 'ConfigMap', 'minio-setup-bikes').data['setup.sh']
    expect(script).toContain('mc admin user add')
    expect(script.split('\n').filter((line) => /^mc .*SECRET/.test(line))).toEqual([])
  })

  test('with another policy gets another Job, with the same one the same', async () => {
    const nameFor = async (buckets: readonly string[]) => {
      const objects = await render({}, (minio, place) =>
        minio.reader('mlflow', place, { buckets, prefix: 'mlflow/' }),
      )
      return objects.find(({ kind }) => kind === 'Job')!.metadata.name
    }
    const first = await nameFor(['bikes'])
    expect(await nameFor(['bikes'])).toBe(first)
    expect(await nameFor(['bikes', 'cars'])).not.toBe(first)
  })

  test('of several buckets gets one key for them, and it in files of its own form', async () => {
    const objects = await render({}, (minio, place) => {
      const write = ({ id, endpoint }: { id: string; endpoint: string }) => `${id} at ${endpoint}`
      minio.buckets('gitlab', place, ['uploads', 'packages'], { connection: write })
    })
    const setup = only(objects, 'ConfigMap', 'minio-setup-gitlab')
    expect(JSON.parse(setup.data['policy.json']).Statement[0].Resource).toEqual([
      'arn:aws:s3:::uploads',
      'arn:aws:s3:::packages',
    ])
    const [job] = objects.filter(({ kind }) => kind === 'Job')
    expect(environmentOf(job.spec.template.spec.containers[0]).BUCKETS).toBe('uploads packages')
    expect(Object.keys(only(objects, 'Secret', 'object-store').data)).toContain('connection')
  })

  test('that only reads gets no bucket made', async () => {
    const objects = await render({}, (minio, place) =>
      minio.reader('mlflow', place, { buckets: ['bikes'], prefix: 'mlflow/' }),
    )
    const job = objects.find(({ kind }) => kind === 'Job')!
    expect(environmentOf(job.spec.template.spec.containers[0]).BUCKETS).toBe('')
  })
})
