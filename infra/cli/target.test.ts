import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { paths } from '../lab/paths.ts'
import { findTarget } from './target.ts'

const home = mkdtempSync(join(tmpdir(), 'atoll-target-'))
const own = join(home, 'own.yaml')
writeFileSync(own, '')

test('the lab, unless KUBECONFIG names another cluster', () => {
  const lab = paths({ ATOLL_HOME: home }).kubeconfig
  expect(findTarget({ ATOLL_HOME: home })).toEqual({ kind: 'lab', kubeconfig: lab })
  expect(findTarget({ ATOLL_HOME: home, KUBECONFIG: '' })).toEqual({ kind: 'lab', kubeconfig: lab })
  expect(findTarget({ ATOLL_HOME: home, KUBECONFIG: own })).toEqual({ kind: 'own', kubeconfig: own })
  mkdirSync(dirname(lab), { recursive: true })
  writeFileSync(lab, '')
  expect(findTarget({ ATOLL_HOME: home, KUBECONFIG: lab }).kind).toBe('lab')
})

test('a KUBECONFIG that cannot be used is refused', () => {
  expect(() => findTarget({ ATOLL_HOME: home, KUBECONFIG: join(home, 'none') })).toThrow('does not exist')
  expect(() => findTarget({ ATOLL_HOME: home, KUBECONFIG: home })).toThrow('is a directory')
  expect(() => findTarget({ ATOLL_HOME: home, KUBECONFIG: `${own}:${own}` })).toThrow('names 2 files')
})
