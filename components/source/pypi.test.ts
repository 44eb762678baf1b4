import { expect, test } from 'vitest'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { masked, type Rendered, rendered } from '../testing/rendered.ts'
import { Pypi } from './pypi.ts'

function render({ nodePort, rotated }: { nodePort?: number; rotated?: string } = {}): Promise<Rendered[]> {
  return rendered(() => {
    new Pypi({
      place: examplePlace('loc-pypi'),
      image: `registry.internal/atoll/pypi@sha256:${'0'.repeat(64)}`,
      storageClass: 'fast',
      volume: '7Gi',
      cpu: '20m',
      memory: '128Mi',
      nodePort,
    })
  }, rotated)
}

const template = (objects: readonly Rendered[]) => only(objects, 'StatefulSet', 'pypi').spec.template
const container = (objects: readonly Rendered[]) => template(objects).spec.containers[0]

test('keeps packages on its volume, and runs as the restricted standard wants it', async () => {
  const objects = await render()
  const [claim] = only(objects, 'StatefulSet', 'pypi').spec.volumeClaimTemplates
  expect(claim.spec).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '7Gi' } } })
  expect(container(objects).args.at(-1)).toBe('/data')
  expect(container(objects).volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' })
  expect(podTemplates(objects).flatMap(violations)).toEqual([])
})

test('asks nobody outside for what it does not have', async () => {
  expect(container(await render()).args).toContain('--disable-fallback')
})

test('lets the login upload, by a hash that its pod alone gets', async () => {
  const objects = await render()
  expect(only(objects, 'Secret', 'pypi-login').data).toEqual({ username: masked, password: masked })
  expect(only(objects, 'Secret', 'pypi-users').data).toEqual({ htpasswd: masked })
  const { volumes } = template(objects).spec
  expect(volumes).toContainEqual({ name: 'users', secret: { secretName: 'pypi-users' } })
  expect(JSON.stringify(template(objects))).not.toContain('pypi-login')
})

test('is another pod with another password', async () => {
  const annotations = async (rotated?: string) =>
    template(await render(rotated === undefined ? {} : { rotated })).metadata.annotations
  expect(await annotations('pypi-uploader')).not.toEqual(await annotations())
})

test('is reached from nodes only where a port is given', async () => {
  const policies = async (nodePort?: number) =>
    (await render(nodePort === undefined ? {} : { nodePort }))
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata }) => metadata.name)
  expect(await policies()).toEqual([])
  expect(await policies(30081)).toEqual(['pypi-from-anywhere'])
})
