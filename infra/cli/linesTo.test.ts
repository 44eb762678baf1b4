import { finished } from 'node:stream/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesTo } from './linesTo.ts'

async function linesOf(pieces: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = []
  const output = linesTo((line) => lines.push(line))
  for (const piece of pieces) output.write(piece)
  output.end()
  await finished(output)
  return lines
}

test('lines are the same wherever the text is cut, be it within a character', async () => {
  const text = fc.array(fc.string({ unit: 'grapheme' }).filter((line) => !line.includes('\n')))
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(200)), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const ends = [...new Set([...cuts, bytes.length])]
        .filter((end) => end <= bytes.length)
        .sort((a, b) => a - b)
      const pieces = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
      expect(await linesOf(pieces)).toEqual(lines)
    }),
  )
})

test('a last line without its end is a line', async () => {
  expect(await linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b'])
})
