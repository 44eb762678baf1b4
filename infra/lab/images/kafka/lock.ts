import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadJars, jarsIn, kafkaLock } from '../kafkaJars.ts'

const directory = mkdtempSync(join(tmpdir(), 'kafka-lock-'))
try {
  await downloadJars(directory, console.log)
  writeFileSync(kafkaLock, (await jarsIn(directory)).map((line) => `${line}\n`).join(''))
} finally {
  rmSync(directory, { recursive: true, force: true })
}
