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
  const wrong = right.replace('atoll:size: small', 'atoll:size: tiny').replace('[bikes, ', '[bike, ')
  writeFileSync(join(directory, 'Pulumi.loc.yaml'), wrong)
  expect(() => readStackFile('loc', workloads, {}, directory)).toThrow(/size.*\n?.*tiny[\s\S]*bike/)
  writeFileSync(join(directory, 'Pulumi.dev.yaml'), '')
  expect(() => readStackFile('dev', workloads, {}, directory)).toThrow('storageClass')
})

test.each([
  ['without a prefix', 'size: small', /\n {2}size: .*; expected atoll:size$/],
  ['with a misspelt one', 'atol:size: small', /\n {2}atol:size: .*; expected atoll:size$/],
  [
    'given twice',
    'atoll:size: small\n  atoll:size: ha',
    /Pulumi\.loc\.yaml: .*\n {2}file: Map keys must be unique/,
  ],
  ['that holds itself', 'atoll:size: &a [*a]', /circular structure[\s\S]*; expected YAML, /],
])('a key %s is refused', (_, key, message) => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-stack-'))
  writeFileSync(join(directory, 'Pulumi.loc.yaml'), `config:\n  ${key}\n`)
  expect(() => readStackFile('loc', workloads, {}, directory)).toThrow(message)
})

test("a provider's key is left to it", () => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-stack-'))
  const right = readFileSync(join(import.meta.dirname, '../stacks/Pulumi.loc.yaml'), 'utf8')
  writeFileSync(join(directory, 'Pulumi.loc.yaml'), `${right}  kubernetes:context: lab\n`)
  expect(readStackFile('loc', workloads, {}, directory).environment).toBe('loc')
})

test.each(['config: text', 'config: [a]', 'config: 5'])('a file that says %s is refused', (text) => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-stack-'))
  writeFileSync(join(directory, 'Pulumi.loc.yaml'), text)
  expect(() => readStackFile('loc', workloads, {}, directory)).toThrow('file: config is no map; expected')
})
