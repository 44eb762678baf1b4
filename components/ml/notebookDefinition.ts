import { anything, type Definition } from '../definition.ts'

const group = 'kubeflow.org'

export const notebookKind = { apiVersion: `${group}/v1`, kind: 'Notebook' } as const

/** The kind `Notebook` of Kubeflow: `v1` for people, and `v1beta1`, which is the same, for the controller. */
export const notebookDefinition: Definition = {
  group,
  kind: notebookKind.kind,
  plural: 'notebooks',
  short: 'nb',
  versions: ['v1', 'v1beta1'],
  hasStatus: true,
  columns: { Ready: '.status.readyReplicas' },
  // The pod is of a kind that Kubernetes checks as it is made; the controller needs one container with an image.
  schema: {
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
  },
}
