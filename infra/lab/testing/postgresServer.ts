import { chmodSync, chownSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { command } from '../command.ts'
import { ensureDebianPackages } from '../debian.ts'
import { freePort } from './serverProcess.ts'

export interface PostgresServer extends AsyncDisposable {
  readonly port: number
  readonly user: string
  readonly password: string
  /** What its certificate, of the address 127.0.0.1, is checked with. */
  readonly authority: string
}

/** Debian's PostgreSQL with its data in `directory`, on a free port; it takes logins over TLS and no others. */
export async function postgresServer(directory: string): Promise<PostgresServer> {
  await ensureDebianPackages(['postgresql', 'openssl'])
  const [user, password] = ['mlflow', 'letmein']
  const port = await freePort()
  const home = join(directory, 'postgres')
  const data = join(home, 'data')
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (of) => Number(await command('id', [of, 'postgres']))),
  )
  mkdirSync(home)
  chmodSync(directory, 0o755)
  chownSync(home, uid!, gid!)
  const as = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const bin = dirname(globSync('/usr/lib/postgresql/*/bin/initdb')[0]!)
  const run = (program: string, ...args: string[]) =>
    command('setpriv', [...as, program, ...args], { cwd: home })

  writeFileSync(join(home, 'password'), password)
  const login = ['-U', user, '--pwfile', join(home, 'password'), '-A', 'scram-sha-256']
  await run(join(bin, 'initdb'), '-D', data, ...login, '--no-sync')
  await run(
    'openssl',
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=postgres'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', join(data, 'server.key'), '-out', join(data, 'server.crt')],
  )
  writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n')
  const listening = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c ssl=on -c fsync=off`
  const control = (...args: string[]) =>
    run(join(bin, 'pg_ctl'), '-D', data, '-l', join(home, 'log'), ...args)
  await control('start', '-w', '-o', listening)
  return {
    ...{ port, user, password, authority: readFileSync(join(data, 'server.crt'), 'utf8') },
    async [Symbol.asyncDispose]() {
      await control('stop', '-m', 'immediate')
    },
  }
}
