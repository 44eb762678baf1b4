import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { imageNames } from '../components/images.ts'
import { wordsOf } from './coupledSystems.ts'
import { presets, sizeNames } from './presets.ts'
import { type System, systems } from './systems.ts'
import { fieldsOfStack } from './testing/fields.ts'

const page = (name: string) => readFileSync(join(import.meta.dirname, `../docs/${name}.md`), 'utf8')
const sizes = page('sizes')

test('every field of a stack is documented', () => {
  const all = fieldsOfStack()
  const text = page('configuration') + sizes
  expect(all).toContain('nodes.cores')
  expect(all).toContain('sizes.prometheus.retention')
  expect(all.filter((field) => !text.includes(`\`${field}\``))).toEqual([])
})

test('the example is the file of loc', () => {
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(page('configuration'))!
  const file = readFileSync(join(import.meta.dirname, '../stacks/Pulumi.loc.yaml'), 'utf8')
  expect(parse(example!)).toEqual(parse(file))
})

test('the table of systems is what they give and need, in the order in which they come up', () => {
  const rows = page('systems')
    .split('\n')
    .flatMap((line) => {
      const [, name, , gives, needs] = line.split('|').map((cell) => cell.trim())
      const words = (cell: string) => cell.replace(/;.*/, '').split(', ').filter(Boolean).toSorted()
      return name !== undefined && name.slice(1, -1) in systems && needs !== undefined
        ? [[name.slice(1, -1), words(gives!), words(needs)]]
        : []
    })
  const words = (contracts: System['needs']) => contracts.map(wordsOf).toSorted()
  const listed = Object.entries<System>(systems)
  expect(rows).toEqual(listed.map(([name, { gives, needs }]) => [name, words(gives), words(needs)]))
})

test('the example of a lock has every image', () => {
  const [, example] = /```json\n([\s\S]*?)```/.exec(page('images'))!
  expect(Object.keys(JSON.parse(example!).images)).toEqual(imageNames)
})

test('the table of sizes is what the presets say', () => {
  const rows = sizes.split('\n').filter((line) => line.startsWith('| `sizes.'))
  for (const [system, sizes] of Object.entries(presets.small))
    for (const field of Object.keys(sizes)) {
      const row = rows.find((line) => line.includes(`\`sizes.${system}.${field}\``))!
      const cells = row
        .split('|')
        .slice(2, -1)
        .map((cell) => cell.trim())
      sizeNames.forEach((name, column) => {
        const value = (presets[name] as unknown as Record<string, Record<string, unknown>>)[system][field]
        expect(cells[column].split(', ')).toContain(String(value))
      })
    }
})
