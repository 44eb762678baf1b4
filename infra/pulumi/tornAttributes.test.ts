import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { stateFile } from './pending.ts'
import { removeTornAttributes } from './tornAttributes.ts'

test('attributes that a killed engine cut off are removed, whole ones and those of other stacks stay', () => {
  const backend = mkdtempSync(join(tmpdir(), 'atoll-attributes-'))
  const directory = dirname(stateFile(backend, 'atoll', 'loc'))
  mkdirSync(directory, { recursive: true })
  const files = {
    'loc.json': '{"version": 3}',
    'loc.json.attrs': '',
    'loc.json.bak.attrs': '{"user.content_type":',
    'loc.json.1.attrs': '{"user.content_type": "application/json"}',
    'dev.json.attrs': '',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  removeTornAttributes(backend, 'atoll', 'loc')
  expect(readdirSync(directory).sort()).toEqual(['dev.json.attrs', 'loc.json', 'loc.json.1.attrs'])
  removeTornAttributes(join(backend, 'none'), 'atoll', 'loc')
  rmSync(backend, { recursive: true })
})
