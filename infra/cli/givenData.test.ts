import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bikes } from '../../services/bikes/workload.ts'
import { DataError } from '../../services/runtime/errors.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import { Failure } from './failure.ts'
import { checkDirectory, dataBelow, dataFrom } from './givenData.ts'

const directory = mkdtempSync(join(tmpdir(), 'atoll-data-'))
afterAll(() => rmSync(directory, { recursive: true }))

function write(path: string, text: string): string {
  const file = join(directory, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

/** Packs the names and texts of all `.log` files. */
const logs: AnyWorkload = {
  ...bikes,
  data: {
    ...bikes.data,
    file: 'logs/all.txt',
    async pack(files) {
      const wanted = files.filter(({ name }) => name.endsWith('.log'))
      if (wanted.length === 0) throw new DataError('no file ends in .log')
      const lines = wanted.map(async (file) => `${file.name} ${file.bytes} ${await file.read()}`)
      return new TextEncoder().encode((await Promise.all(lines)).join('; '))
    },
  },
}

const textOf = async (workload: AnyWorkload, path: string) =>
  String(Buffer.from((await dataFrom(workload, join(directory, path))).bytes))

describe('a workload of one file', () => {
  test.each([
    ['the file, whatever its name', 'good/bikes/other.csv'],
    ['the folder that it is in', 'good/bikes'],
    ['the folder of all workloads', 'good'],
  ])('%s', async (_, path) => {
    write('good/bikes/hour.csv', 'a,b\n')
    write('good/bikes/other.csv', 'a,b\n')
    expect(await textOf(bikes, path)).toBe('a,b\n')
  })

  test('says where it is from', async () => {
    const file = write('origin/bikes/hour.csv', 'a,b\n')
    expect((await dataFrom(bikes, join(directory, 'origin'))).origin).toBe(file)
  })

  test.each([
    [
      'absent',
      () => {},
      /^no .*: --data takes a file of the workload, or the directory that holds bikes\/hour/,
    ],
    ['folder', (file: string) => mkdirSync(file), /holds no hour\.csv: --data takes/],
    ['pipe', (file: string) => execFileSync('mkfifo', [file]), /is no file$/],
    [
      'huge',
      (file: string) => {
        writeFileSync(file, '')
        truncateSync(file, 3 * 2 ** 30)
      },
      /has 3221225472 bytes; at most 268435456 are taken$/,
    ],
  ])('%s: refused before it is read', async (name, make, message) => {
    mkdirSync(join(directory, 'bad'), { recursive: true })
    const file = join(directory, 'bad', name)
    make(file)
    const error = await dataFrom(bikes, file).catch((error) => error)
    expect(error).toBeInstanceOf(Failure)
    expect(error.message).toMatch(message)
  })
})

describe('a workload that packs', () => {
  test('a folder, with those in it, in order of their names; hidden files are not seen', async () => {
    write('recordings/b.log', 'two')
    write('recordings/a/one.log', 'one')
    write('recordings/.hidden.log', 'x')
    write('recordings/readme.txt', 'x')
    symlinkSync(join(directory, 'recordings/b.log'), join(directory, 'recordings/c.log'))
    symlinkSync('nowhere', join(directory, 'recordings/d.log'))
    expect(await textOf(logs, 'recordings')).toBe('a/one.log 3 one; b.log 3 two; c.log 3 two')
  })

  test('a single file; but not one that is packed', async () => {
    write('single/x.log', 'x')
    write('single/all.txt', 'packed')
    expect(await textOf(logs, 'single/x.log')).toBe('x.log 1 x')
    expect(await textOf(logs, 'single/all.txt')).toBe('packed')
  })

  test('its folder among those of all workloads', async () => {
    write('many/logs/x.log', 'x')
    expect(await textOf(logs, 'many')).toBe('x.log 1 x')
    expect(await dataBelow(bikes, join(directory, 'many'))).toBeUndefined()
  })

  test('says what it looks for, and where', async () => {
    write('wrong/x.csv', 'x')
    await expect(dataFrom(logs, join(directory, 'wrong'))).rejects.toThrow(
      `${join(directory, 'wrong')}: no file ends in .log`,
    )
  })

  test('a folder without files, and one with too many', async () => {
    mkdirSync(join(directory, 'empty'))
    await expect(dataFrom(logs, join(directory, 'empty'))).rejects.toThrow('empty has no files')
    const many = join(directory, 'crowded')
    mkdirSync(many)
    for (let i = 0; i <= 10_000; i++) writeFileSync(join(many, String(i)), '')
    await expect(dataFrom(logs, many)).rejects.toThrow('has more than 10000 files')
  })

  test('a large file that is read is refused, one that is not is no matter', async () => {
    truncateSync(write('large/movie.bin', ''), 2 ** 30)
    write('large/x.log', 'x')
    expect(await textOf(logs, 'large')).toBe('x.log 1 x')
    truncateSync(write('large/y.log', ''), 2 ** 30)
    await expect(dataFrom(logs, join(directory, 'large'))).rejects.toThrow(
      'y.log has 1073741824 bytes; at most 268435456 are taken',
    )
  })
})

test('a directory without any data of a workload', () => {
  write('one/bikes/hour.csv', '')
  expect(() => checkDirectory([bikes], join(directory, 'one'))).not.toThrow()
  mkdirSync(join(directory, 'none'))
  expect(() => checkDirectory([bikes], join(directory, 'none'))).toThrow(
    "none has none of the workloads' files: bikes/hour.csv",
  )
})
