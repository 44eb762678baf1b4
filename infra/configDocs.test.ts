import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { presets, sizeNames } from './presets.ts'
import { fieldsOfStack } from './testing/fields.ts'

const text = readFileSync(join(import.meta.dirname, '../docs/configuration.md'), 'utf8')

test('every field of a stack is documented', () => {
  const all = fieldsOfStack()
  expect(all).toContain('nodes.cores')
  expect(all).toContain('sizes.prometheus.retention')
  expect(all.filter((field) => !text.includes(`\`${field}\``))).toEqual([])
})

test('the table of sizes is what the presets say', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('| `sizes.'))
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
