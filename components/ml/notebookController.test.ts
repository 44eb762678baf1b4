import { beforeAll, describe, expect, test } from 'vitest'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { NotebookController } from './notebookController.ts'

let objects: readonly Rendered[]
beforeAll(async () => {
  objects = await rendered(() => {
    const place = examplePlace('loc-kubeflow-notebooks')
    const controller = new NotebookController({
      place,
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
    })
    controller.serve(examplePlace('loc-notebook-ana'), controller)
  })
})

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

const rulesOf = (kind: string, name: string): readonly Rule[] => only(objects, kind, name).rules

describe('the controller of notebooks', () => {
  test('changes nothing outside of the namespaces that it serves', () => {
    const everywhere = rulesOf('ClusterRole', 'loc-notebook-controller').flatMap(({ verbs }) => verbs)
    expect(new Set(everywhere)).toEqual(new Set(['get', 'list', 'watch']))
    const there = objects.filter(({ kind }) => kind === 'Role').map(({ metadata }) => metadata.namespace)
    expect(there).toEqual(['loc-notebook-ana'])
  })

  test('reads no secret, and deletes nothing', () => {
    const all = [
      ...rulesOf('ClusterRole', 'loc-notebook-controller'),
      ...rulesOf('Role', 'notebook-controller'),
    ]
    expect(all.flatMap(({ resources }) => resources)).not.toContain('secrets')
    expect(all.flatMap(({ verbs }) => verbs)).not.toContain('delete')
    expect(JSON.stringify(all)).not.toContain('*')
  })

  test('is let to do so by the account that it runs as', () => {
    const subjects = [
      { kind: 'ServiceAccount', name: 'notebook-controller', namespace: 'loc-kubeflow-notebooks' },
    ]
    for (const kind of ['ClusterRoleBinding', 'RoleBinding'])
      expect(objects.find((object) => object.kind === kind)?.subjects).toEqual(subjects)
    const { spec } = only(objects, 'Deployment', 'notebook-controller').spec.template
    expect(spec.serviceAccountName).toBe('notebook-controller')
  })

  test('reaches the Kubernetes API and nothing else', () => {
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['notebook-controller-to-kubernetes'])
  })
})

describe('the kind Notebook', () => {
  const versions = () => only(objects, 'CustomResourceDefinition', 'notebooks.kubeflow.org').spec.versions

  test('is stored in one version, and served in that of the controller too', () => {
    const told = versions().map(({ name, served, storage }: Record<string, unknown>) => [
      name,
      served,
      storage,
    ])
    expect(told).toEqual([
      ['v1', true, true],
      ['v1beta1', true, false],
    ])
  })

  test('has a status of its own, which only the controller writes', () => {
    for (const { subresources } of versions()) expect(subresources).toEqual({ status: {} })
  })
})
