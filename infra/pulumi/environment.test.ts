import { mkdtempSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pulumiEnvironment } from './environment.ts'

const home = () => mkdtempSync(join(tmpdir(), 'environment-'))

describe('the environment of the CLI', () => {
  it('keeps state and passphrase where only their owner can read them, and makes the passphrase once', () => {
    const ATOLL_HOME = home()
    const { env, backend } = pulumiEnvironment({}, { ATOLL_HOME })
    const file = env.PULUMI_CONFIG_PASSPHRASE_FILE!
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(backend!).mode & 0o777).toBe(0o700)
    expect(env.PULUMI_BACKEND_URL).toBe(`file://${backend}`)
    const passphrase = readFileSync(file, 'utf8')
    expect(passphrase).toHaveLength(43)
    pulumiEnvironment({}, { ATOLL_HOME })
    expect(readFileSync(file, 'utf8')).toBe(passphrase)
    expect(JSON.stringify(env)).not.toContain(passphrase)
  })

  it('leaves a backend and a passphrase of one’s own alone', () => {
    const own = { ATOLL_HOME: home(), PULUMI_BACKEND_URL: 's3://state', PULUMI_CONFIG_PASSPHRASE: 'mine' }
    const { env, backend } = pulumiEnvironment({}, own)
    expect(backend).toBeUndefined()
    expect(env.PULUMI_BACKEND_URL).toBe('s3://state')
    expect(env.PULUMI_CONFIG_PASSPHRASE_FILE).toBeUndefined()
  })

  it('has the plugins of the user, but no log, in a directory of the CLI that is ours', () => {
    const own = { ATOLL_HOME: home(), HOME: home() }
    const { env } = pulumiEnvironment({}, own)
    expect(statSync(join(env.PULUMI_HOME!, 'logs')).isFile()).toBe(true)
    expect(realpathSync(join(env.PULUMI_HOME!, 'plugins'))).toBe(join(own.HOME, '.pulumi/plugins'))
    expect(pulumiEnvironment({}, own).env.PULUMI_HOME).toBe(env.PULUMI_HOME)
    expect(pulumiEnvironment({}, { ...own, PULUMI_HOME: '/theirs' }).env.PULUMI_HOME).toBe('/theirs')
  })

  it('finds our programs first', () => {
    const { env } = pulumiEnvironment(
      { programs: ['/a', '/b'], kubeconfig: '/k' },
      { ATOLL_HOME: home(), PATH: '/usr/bin' },
    )
    expect(env.PATH?.split(':').slice(0, 2)).toEqual(['/a', '/b'])
    expect(env.PATH?.split(':').at(-1)).toBe('/usr/bin')
    expect(env.KUBECONFIG).toBe('/k')
  })
})
