import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export const hasPostgres = ['initdb', 'pg_ctl'].every(
  (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
)

/** A PostgreSQL server of this machine's own, on a socket in a temporary directory, that ends with the test. */
export function startPostgres(): { readonly url: string; stop(): void } {
  // The temporary directory of the tests is closed to the user that the server runs as.
  const directory = mkdtempSync('/tmp/atoll-pg-')
  const data = join(directory, 'data')
  // The server refuses to run as root.
  const root = process.getuid?.() === 0
  const run = (program: string, args: readonly string[]) =>
    root
      ? execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...args], {
          stdio: 'pipe',
        })
      : execFileSync(program, args, { stdio: 'pipe' })
  if (root) execFileSync('chown', ['65534:65534', directory])
  run('initdb', ['-D', data, '-U', 'atoll', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  const options = `-k ${directory} -c listen_addresses= -c fsync=off`
  run('pg_ctl', ['-D', data, '-w', '-o', options, '-l', join(directory, 'log'), 'start'])
  return {
    url: `postgresql://atoll@localhost/postgres?host=${encodeURIComponent(directory)}`,
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])
      rmSync(directory, { recursive: true })
    },
  }
}
