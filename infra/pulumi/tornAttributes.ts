import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stateFile } from './pending.ts'

/**
 * Removes what an engine that was killed has left unfinished beside its state: the file backend writes a file whole,
 * but its attributes, which nothing needs, in place; cut off they make the state unreadable ("EOF").
 */
export function removeTornAttributes(backend: string, project: string, stack: string): void {
  const directory = dirname(stateFile(backend, project, stack))
  if (!existsSync(directory)) return
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    if (name.startsWith(`${stack}.json`) && name.endsWith('.attrs') && !isJson(path))
      rmSync(path, { force: true })
  }
}

function isJson(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'))
    return true
  } catch {
    return false
  }
}
