import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { workspaceDirectory } from './pulumi/workspace.ts'
import { forget } from './pulumi.ts'

const home = mkdtempSync(join(tmpdir(), 'atoll-forget-'))
const stacks = join(home, 'pulumi/state/.pulumi/stacks/atoll')
vi.stubEnv('ATOLL_HOME', home)
vi.stubEnv('PULUMI_BACKEND_URL', undefined)
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true })
})

test('of a stack that is forgotten nothing is left, and of another everything', async () => {
  mkdirSync(stacks, { recursive: true })
  for (const stack of ['loc', 'dev']) {
    mkdirSync(workspaceDirectory('atoll', stack), { recursive: true })
    for (const backup of ['bak', 'bak.attrs']) writeFileSync(join(stacks, `${stack}.json.${backup}`), '{}')
  }
  await forget({ stack: 'loc' })
  expect(existsSync(workspaceDirectory('atoll', 'loc'))).toBe(false)
  expect(existsSync(workspaceDirectory('atoll', 'dev'))).toBe(true)
  expect(readdirSync(stacks)).toEqual(['dev.json.bak', 'dev.json.bak.attrs'])
  await forget({ stack: 'dev' })
  expect(existsSync(join(home, 'pulumi'))).toBe(false)
})
