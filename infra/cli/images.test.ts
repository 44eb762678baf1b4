import { afterEach, describe, expect, it } from 'vitest'
import { collectImages, noteImages } from '../imagesUsed.ts'
import { imagesText, originOf, stackImages } from './images.ts'

const mirror = 'registry.example.internal/mirror'
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('the images of a stack', () => {
  afterEach(() => void collectImages())

  it('are those of its objects, wherever an object names them', () => {
    const used = collectImages()
    noteImages({ spec: { containers: [{ image: `${mirror}/quay.io/a/b:1.2@${digest}` }] } }, 'Deployment a/b')
    noteImages({ data: { config: `driver: ${mirror}/quay.io/a/b:1.2@${digest}` } }, 'ConfigMap a/c')
    noteImages({ spec: { template: { image: `registry.example.internal/services@${digest}` } } }, 'Job a/d')
    expect(stackImages(used, mirror)).toEqual([
      { name: 'quay.io/a/b', tag: '1.2', digest, usedBy: ['ConfigMap a/c', 'Deployment a/b'] },
      { name: 'registry.example.internal/services', tag: undefined, digest, usedBy: ['Job a/d'] },
    ])
  })

  it('are known to the lock by the reference of their origin', () => {
    const [image] = stackImages(new Map([[`${mirror}/quay.io:443/a/b:1.2`, new Set(['Pod a'])]]), mirror)
    expect(image).toEqual({ name: 'quay.io:443/a/b', tag: '1.2', digest: undefined, usedBy: ['Pod a'] })
    expect(originOf(image!)).toBe('quay.io:443/a/b:1.2')
  })

  it('are shown with what is still open', () => {
    const pods = new Set(['Pod a', 'Pod b', 'Pod c'])
    const text = imagesText(
      stackImages(
        new Map([
          [`${mirror}/quay.io/a/b:1.2@${digest}`, new Set(['Pod d'])],
          [`${mirror}/quay.io/a/c:2`, pods],
        ]),
        mirror,
      ),
    )
    expect(text).toBe(`image        tag  digest               used by
quay.io/a/b  1.2  sha256:0123456789ab  Pod d
quay.io/a/c  2    -                    Pod a, Pod b and 1 more

2 images, 1 without a digest: --lock asks the mirror for it, once it has them.`)
  })
})
