import { expect, test } from 'vitest'
import { imageReference } from '../../components/images.ts'
import { registryAddress } from '../lab/settings.ts'
import { isOfLab } from './lockImages.ts'

const digest = `sha256:${'a'.repeat(64)}`

test('an image of the lab is told from one that another cluster can pull', () => {
  expect(isOfLab(imageReference(registryAddress, 'services', digest))).toBe(true)
  expect(isOfLab(imageReference('registry.example:5005', 'services', digest))).toBe(false)
  expect(isOfLab(imageReference('127.0.0.1:5000', 'services', digest))).toBe(false)
})
