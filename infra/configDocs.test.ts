import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ZodObject, ZodOptional, type ZodType } from 'zod'
import { schema } from './config.ts'
import { presets, sizeNames } from './presets.ts'

const text = readFileSync(join(import.meta.dirname, '../docs/configuration.md'), 'utf8')

function fields(type: ZodType, path: readonly string[] = []): string[] {
  const inner = type instanceof ZodOptional ? (type.unwrap() as ZodType) : type
  if (!(inner instanceof ZodObject)) return [path.join('.')]
  return Object.entries(inner.shape as Record<string, ZodType>).flatMap(([key, field]) =>
    fields(field, [...path, key]),
  )
}

test('every field of a stack is documented', () => {
  const all = fields(schema)
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
