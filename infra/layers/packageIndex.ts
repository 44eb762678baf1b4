import type { Gateway } from '../../components/contracts/mesh.ts'
import { Pypi } from '../../components/source/pypi.ts'
import { ifOn, type Stack } from './stack.ts'

export function packageIndex(stack: Stack, gateway: Gateway | undefined) {
  const { config, lock } = stack
  return ifOn(stack, 'pypi', (place) => {
    const index = new Pypi({
      ...config.sizes.pypi,
      place,
      image: lock.images.pypi,
      storageClass: config.storageClass,
      nodePort: config.nodePorts.pypi,
    })
    gateway?.expose(index.server, index.address, 'pypi')
    return index
  })
}
