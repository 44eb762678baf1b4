import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { intoNew } from './intoNew.ts'

const parent = mkdtempSync(join(tmpdir(), 'students-into-'))
afterAll(() => rmSync(parent, { recursive: true }))

const write = (directory: string) => writeFileSync(join(directory, 'people.csv'), 'student\n')

test('a directory appears once it is whole, in place of an empty one too', async () => {
  for (const name of ['new/deep', 'empty']) {
    const directory = join(parent, name)
    if (name === 'empty') mkdirSync(directory)
    await intoNew(directory, (scratch) => {
      write(scratch)
      expect(existsSync(join(directory, 'people.csv'))).toBe(false)
    })
    expect(readFileSync(join(directory, 'people.csv'), 'utf8')).toBe('student\n')
  }
})

test('what fails leaves nothing', async () => {
  const directory = join(parent, 'failed')
  const broken = intoNew(directory, (scratch) => {
    write(scratch)
    throw new Error('the disk is full')
  })
  await expect(broken).rejects.toThrow('the disk is full')
  expect(readdirSync(parent).filter((name) => name.startsWith('failed'))).toEqual([])
})

test('what a killed process left is cleared, and what another is writing is left to it', async () => {
  const directory = join(parent, 'killed')
  const ended = 2 ** 30
  for (const writer of [ended, process.pid]) {
    mkdirSync(`${directory}.unfinished-${writer}`)
    writeFileSync(join(`${directory}.unfinished-${writer}`, 'left.csv'), 'student\n')
  }
  await intoNew(directory, write)
  expect(readdirSync(parent).filter((name) => name.startsWith('killed'))).toEqual(['killed'])
  expect(readdirSync(directory)).toEqual(['people.csv'])
  mkdirSync(join(parent, `busy.unfinished-${process.ppid}`))
  await expect(intoNew(join(parent, 'busy'), write)).rejects.toThrow(
    `busy is being written by process ${process.ppid}`,
  )
})

test('a directory that is not empty is refused', () =>
  expect(intoNew(join(parent, 'killed'), write)).rejects.toThrow('killed is not empty; name a new directory'))
