import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleWorkload } from '../components/testing/exampleWorkload.ts'
import { installations, rendered } from '../components/testing/rendered.ts'
import { readConfig } from './config.ts'
import { platform } from './platform.ts'
import { isPrivileged } from './policy/isPrivileged.ts'
import { violations } from './policy/rules.ts'
import { exampleLocks } from './testing/stack.ts'
import { validFile, validWorkloads } from './testing/validFile.ts'

const known = validWorkloads.map((name) => exampleWorkload(name))

test('any valid configuration renders, each object once and by every rule', async () => {
  await fc.assert(
    fc.asyncProperty(validFile, async (file) => {
      const objects = await rendered(() => {
        platform(readConfig('dev', file, known), exampleLocks, known)
      })
      const names = objects.map(({ apiVersion, kind, metadata: { namespace, name } }) =>
        [apiVersion, kind, namespace, name].join(),
      )
      expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([])
      const ours = objects.filter(({ kind }) => !installations.includes(kind))
      expect(ours.flatMap((object) => violations(object, isPrivileged(object)))).toEqual([])
    }),
    { numRuns: 8 },
  )
}, 180_000)
