import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { workspaceOf } from './workspace.ts'

function project() {
  const directory = mkdtempSync(join(tmpdir(), 'workspace-'))
  mkdirSync(join(directory, 'stacks'))
  writeFileSync(
    join(directory, 'Pulumi.yaml'),
    'name: p\nmain: infra/index.ts\nstackConfigDir: stacks\nruntime: nodejs\n',
  )
  writeFileSync(join(directory, 'stacks/Pulumi.loc.yaml'), 'config:\n  p:a: 1\n')
  return directory
}

it('copies the configuration of a stack, keeps the salt that the CLI adds, and leaves the checkout as it is', () => {
  const directory = project()
  const env = { ATOLL_HOME: join(directory, 'home') }
  const workspace = workspaceOf('loc', { project: directory, env })
  const target = join(workspace.directory, 'Pulumi.loc.yaml')
  expect(workspace.program).toBe(join(directory, 'infra/index.ts'))
  writeFileSync(target, 'encryptionsalt: v1:abc\nconfig: {}\n')
  writeFileSync(join(directory, 'stacks/Pulumi.loc.yaml'), 'config:\n  p:a: 2\n')
  workspaceOf('loc', { project: directory, env })
  expect(parse(readFileSync(target, 'utf8'))).toEqual({ encryptionsalt: 'v1:abc', config: { 'p:a': 2 } })
  expect(readFileSync(join(directory, 'stacks/Pulumi.loc.yaml'), 'utf8')).not.toContain('salt')
})

it('says which file an unknown stack lacks', () => {
  expect(() => workspaceOf('none', { project: project() })).toThrow(
    /Stack none has no configuration: .*Pulumi\.none\.yaml does not exist/,
  )
})
