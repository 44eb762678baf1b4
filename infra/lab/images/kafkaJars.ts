import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '../command.ts'
import { ensureDebianPackages } from '../debian.ts'
import { inputHash } from './inputHash.ts'

const project = join(import.meta.dirname, 'kafka', 'pom.xml')

/** File with every jar and its hash, as `sha256sum` writes them. */
export const kafkaLock = join(import.meta.dirname, 'kafka', 'jars.txt')

/** Names what `installJars` installs. */
export function jarsKey(): string {
  return inputHash(...[project, kafkaLock, import.meta.filename].map((file) => readFileSync(file)))
}

/** Puts Kafka and all it needs into `directory`. @throws Error naming the jars that are not those of the lock */
export async function installJars(directory: string, report: (line: string) => void): Promise<void> {
  await downloadJars(directory, report)
  const wanted = new Set(readFileSync(kafkaLock, 'utf8').trim().split('\n'))
  const found = new Set(await jarsIn(directory))
  const wrong = [...found.symmetricDifference(wanted)].map((line) => line.split(/ +/)[1])
  if (wrong.length > 0)
    throw new Error(
      `Maven brought other jars of Kafka than ${kafkaLock} names: ${[...new Set(wrong)].join(', ')}`,
    )
}

export async function downloadJars(directory: string, report: (line: string) => void): Promise<void> {
  await ensureDebianPackages(['maven'], report)
  report('kafka: fetching its jars')
  const options = ['-q', '-B', '-f', project, '-DincludeScope=runtime', `-DoutputDirectory=${directory}`]
  await command('mvn', [...options, 'dependency:copy-dependencies'])
}

/** The jars of a directory as lines of a lock. */
export async function jarsIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).sort()
  return Promise.all(
    names.map(async (name) => {
      const hash = createHash('sha256').update(await readFile(join(directory, name)))
      return `${hash.digest('hex')}  ${name}`
    }),
  )
}
