import { beforeAll, describe, expect, test } from 'vitest'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { exampleRegistry, exampleStore } from '../testing/store.ts'
import { Notebook } from './notebook.ts'
import { type NotebookImage, notebookImageNames } from './notebookPod.ts'

function render(image: NotebookImage = 'scipy', rotated?: string): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('loc-notebook-ana')
    new Notebook({
      name: 'notebook-ana',
      place,
      controller: { ready: place.ready, serve: () => place.ready },
      store: exampleStore(place),
      registry: exampleRegistry(),
      packages: {
        ...exampleRegistry(),
        url: 'http://pypi.packages:8080/simple/',
        server: { ...exampleRegistry().server, name: 'pypi' },
      },
      storageClass: 'standard',
      image,
      cpu: '100m',
      memory: '1Gi',
      volume: '5Gi',
      quota: { cpu: '120m', memory: '1152Mi' },
    })
  }, rotated)
}

let objects: readonly Rendered[]
beforeAll(async () => {
  objects = await render()
})

const podOf = (all: readonly Rendered[]) => only(all, 'Notebook', 'notebook-ana').spec.template.spec
const containerOf = (all: readonly Rendered[]) => podOf(all).containers[0]

describe('a notebook', () => {
  test('lets nobody in without the token, which is in a Secret beside it', () => {
    expect(environmentOf(containerOf(objects)).JUPYTER_TOKEN).toBe('login/token')
    expect(only(objects, 'Secret', 'login').metadata.namespace).toBe('loc-notebook-ana')
    const { command } = containerOf(objects)
    expect(command).toContain('--ServerApp.allow_unauthenticated_access=False')
    expect(command.join(' ')).not.toMatch(/token=|password=|allow_origin/)
  })

  test.each(notebookImageNames)(
    'of the image %s is admitted where only restricted pods are',
    async (image) => {
      const [template, ...others] = podTemplates(await render(image))
      expect(others).toEqual([])
      expect(violations(template)).toEqual([])
    },
  )

  test('writes to its home, which stays, and to what goes with its pod', () => {
    const places = containerOf(objects).volumeMounts.map((mount: { mountPath: string }) => mount.mountPath)
    expect(places.toSorted()).toEqual(['/dev/shm', '/home/jovyan', '/tmp'])
    const { spec } = only(objects, 'PersistentVolumeClaim', 'home')
    expect(spec.resources.requests.storage).toBe('5Gi')
    expect(podOf(objects).volumes).toContainEqual({
      name: 'home',
      persistentVolumeClaim: { claimName: 'home' },
    })
  })

  test('has its bucket, the registry of models and the index of packages at hand', () => {
    expect(environmentOf(containerOf(objects))).toMatchObject({
      AWS_ENDPOINT_URL: 'http://store.elsewhere:9000',
      AWS_ACCESS_KEY_ID: 'object-store/accessKeyId',
      AWS_SECRET_ACCESS_KEY: 'object-store/secretAccessKey',
      S3_BUCKET: 'numbers',
      MLFLOW_TRACKING_URI: 'http://registry.models:5000',
      PIP_INDEX_URL: 'http://pypi.packages:8080/simple/',
      PIP_TRUSTED_HOST: 'pypi.packages',
    })
  })

  test('reaches these three and nothing else, and is reached by nobody', () => {
    const policies = objects.filter(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'loc-notebook-ana',
    )
    expect(policies.map(({ metadata }) => metadata.name)).toEqual([
      'notebook-ana-to-pypi',
      'notebook-ana-to-registry',
      'notebook-ana-to-store',
    ])
    for (const { spec } of policies) {
      expect(spec.policyTypes).toEqual(['Egress'])
      // The controller gives its pod the labels of the Notebook.
      expect(only(objects, 'Notebook', 'notebook-ana').metadata.labels).toMatchObject(
        spec.podSelector.matchLabels,
      )
    }
  })

  test('starts anew with another token or another key: its controller looks at what the pod is, not at its annotations', async () => {
    const keysOf = (all: readonly Rendered[]) => environmentOf(containerOf(all)).ATOLL_KEYS
    expect(keysOf(objects)).toContain('first')
    expect(keysOf(await render('scipy', 'notebook-ana'))).not.toBe(keysOf(objects))
  })

  test('may take no more than its nodes were checked for, however many are started', () => {
    expect(only(objects, 'ResourceQuota', 'notebook').spec.hard).toEqual({
      'requests.cpu': '120m',
      'requests.memory': '1152Mi',
      'requests.storage': '5Gi',
      persistentvolumeclaims: '1',
    })
  })
})
