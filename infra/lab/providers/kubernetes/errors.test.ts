import { expect, it } from 'vitest'
import { ApiError, describeConflict, isConflict, unreachable } from './errors.ts'
import { clusterFrom } from './kubeconfig.ts'

it('names the owner of each conflicting field', () => {
  const causes = [
    {
      reason: 'FieldManagerConflict',
      message: 'conflict with "kubectl-edit" using apps/v1',
      field: '.spec.replicas',
    },
    {
      reason: 'FieldManagerConflict',
      message: 'conflict with "scaler" with subresource "scale"',
      field: '.spec.paused',
    },
  ]
  const error = new ApiError(409, { reason: 'Conflict', details: { causes } }, { path: '/' })
  expect(isConflict(error)).toBe(true)
  expect(describeConflict(error, 'Deployment a/b')).toBe(
    [
      'Deployment a/b has fields that someone else has set to other values:',
      '  spec.replicas is set by "kubectl-edit"',
      '  spec.paused is set by "scaler"',
      'Leave these fields out, or take them over with the annotation pulumi.com/patchForce: "true".',
    ].join('\n'),
  )
})

it('tells a conflict from an object that is there already', () => {
  expect(isConflict(new ApiError(409, { reason: 'AlreadyExists' }, { path: '/' }))).toBe(false)
})

it('says in one line which server does not answer, and why', () => {
  const kubeconfig = JSON.stringify({
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'x' } }],
    clusters: [{ name: 'x', cluster: { server: 'https://10.0.0.1:6443' } }],
  })
  const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  expect(unreachable(clusterFrom({ kubeconfig }, {}), error).message).toBe(
    'The Kubernetes API server https://10.0.0.1:6443 (from the given kubeconfig, context x) is unreachable: connection refused.',
  )
})
