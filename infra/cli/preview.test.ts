import { expect, it } from 'vitest'
import { planText } from './preview.ts'

it('shows what is lost before what is new, with the fields that change', () => {
  const steps = [
    { op: 'create', name: 'Service prod-bikes/bikes', fields: [] },
    { op: 'update', name: 'Deployment prod-bikes/bikes', fields: ['spec.replicas'] },
    { op: 'delete', name: 'Secret prod-minio/minio-root', fields: [] },
    { op: 'replace', name: 'Job prod-minio/minio-setup', fields: ['spec.template'] },
  ]
  expect(planText('prod', steps, 7)).toBe(`DELETED 1
  Secret prod-minio/minio-root

REPLACED 1
  Job prod-minio/minio-setup  spec.template

UPDATED 1
  Deployment prod-bikes/bikes  spec.replicas

CREATED 1
  Service prod-bikes/bikes

7 would stay as they are.`)
})

it('says so when nothing would change', () => {
  expect(planText('loc', [], 84)).toBe('Nothing would change in stack loc: 84 objects are as they should be.')
})
