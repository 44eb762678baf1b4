import { describe, expect, test } from 'vitest'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { Velero } from './velero.ts'

const objects = await rendered(() => {
  const place = examplePlace('dev-velero')
  new Velero({
    place,
    chart: { chart: 'charts/velero.tgz', version: '1' },
    apiServers: { networks: ['10.0.0.0/28'], port: 6443 },
    store: exampleStore(place),
    namespaces: ['dev-bikes', 'dev-mlflow'],
    schedules: [
      { name: 'hourly', cron: '0 * * * *', keptHours: 24 },
      { name: 'daily', cron: '0 2 * * *', keptHours: 168 },
    ],
    metrics: undefined,
    cpu: '100m',
    memory: '512Mi',
  })
})
const { values } = only(objects, 'Chart', 'velero')
const location = only(objects, 'BackupStorageLocation', 'default')
const schedules = objects.filter(({ kind }) => kind === 'Schedule')

describe('Velero', () => {
  test('keeps backups in a bucket, with a key that it reads from a Secret beside it', () => {
    expect(location.spec).toMatchObject({
      objectStorage: { bucket: 'numbers' },
      credential: { name: 'object-store', key: 'file' },
      config: { s3Url: 'http://store.elsewhere:9000', s3ForcePathStyle: 'true' },
    })
  })

  test('is there when it has reached the bucket', () => {
    expect(location.metadata.annotations).toEqual({
      'pulumi.com/waitFor': 'jsonpath={.status.phase}=Available',
    })
  })

  test('backs up the namespaces that it is told, at every time that it is told', () => {
    expect(schedules.map(({ spec }) => [spec.schedule, spec.template.ttl])).toEqual([
      ['0 2 * * *', '168h0m0s'],
      ['0 * * * *', '24h0m0s'],
    ])
    for (const { spec } of schedules)
      expect(spec.template).toMatchObject({
        includedNamespaces: ['dev-bikes', 'dev-mlflow'],
        storageLocation: location.metadata.name,
      })
  })

  test('takes the volumes along, which an agent on each node reads', () => {
    expect(values.configuration.defaultVolumesToFsBackup).toBe(true)
    expect(values.deployNodeAgent).toBe(true)
  })

  test('has no secret value among those of its chart', () => {
    expect(values.credentials).toEqual({ useSecret: false })
  })
})
