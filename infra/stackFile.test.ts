import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workloads } from '../services/workloads.ts'
import { environments } from './config.ts'
import { readStackFile } from './stackFile.ts'

test.each([...environments])('the file of %s is right', (stack) => {
  expect(readStackFile(stack, workloads).environment).toBe(stack)
})

test('every problem of a file is told at once', () => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-stack-'))
  const right = readFileSync(join(import.meta.dirname, '../stacks/Pulumi.loc.yaml'), 'utf8')
  const wrong = right.replace('atoll:size: small', 'atoll:size: tiny').replace('[bikes]', '[bike]')
  writeFileSync(join(directory, 'Pulumi.loc.yaml'), wrong)
  expect(() => readStackFile('loc', workloads, {}, directory)).toThrow(/size.*\n?.*tiny[\s\S]*bike/)
  writeFileSync(join(directory, 'Pulumi.dev.yaml'), '')
  expect(() => readStackFile('dev', workloads, {}, directory)).toThrow('storageClass')
})
