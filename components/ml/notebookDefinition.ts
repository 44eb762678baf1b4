import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Ownership } from '../contracts.ts'
import { labelsOf } from '../labels.ts'

export const notebookKind = { apiVersion: 'kubeflow.org/v1', kind: 'Notebook' } as const

const anything = { type: 'object', x_kubernetes_preserve_unknown_fields: true } as const

/** The pod is of a kind that Kubernetes checks as it is made; the controller needs one container with an image. */
const openAPIV3Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['template'],
      properties: {
        template: {
          type: 'object',
          required: ['spec'],
          properties: {
            spec: {
              ...anything,
              required: ['containers'],
              properties: {
                containers: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    ...anything,
                    required: ['name', 'image'],
                    properties: { name: { type: 'string' }, image: { type: 'string' } },
                  },
                },
              },
            },
          },
        },
      },
    },
    status: {
      type: 'object',
      properties: {
        readyReplicas: { type: 'integer' },
        conditions: { type: 'array', items: anything },
        containerState: anything,
      },
    },
  },
}

/** The kind `Notebook` of Kubeflow: `v1` for people, and `v1beta1`, which is the same, for the controller. */
export function notebookDefinition(
  ownership: Ownership,
  parent: Resource,
): k8s.apiextensions.v1.CustomResourceDefinition {
  const [group, stored] = notebookKind.apiVersion.split('/')
  const name = `notebooks.${group}`
  return new k8s.apiextensions.v1.CustomResourceDefinition(
    name,
    {
      metadata: { name, labels: labelsOf(ownership, 'kubeflow-notebooks', 'definition') },
      spec: {
        group,
        scope: 'Namespaced',
        names: {
          kind: notebookKind.kind,
          listKind: 'NotebookList',
          plural: 'notebooks',
          singular: 'notebook',
        },
        versions: [stored, 'v1beta1'].map((version) => ({
          name: version,
          served: true,
          storage: version === stored,
          schema: { openAPIV3Schema },
          subresources: { status: {} },
          additionalPrinterColumns: [
            { name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas' },
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
        })),
      },
    },
    { parent },
  )
}
