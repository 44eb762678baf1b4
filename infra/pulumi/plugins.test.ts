import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { standInsNeeded } from './plugins.ts'

const everyPackage = ['kubernetes', 'random', 'kubernetes-cert-manager']

let directory: string
let env: NodeJS.ProcessEnv
let lines: string[]
const needed = async () => {
  lines = []
  const found = await standInsNeeded(join(directory, 'pulumi'), (line) => lines.push(line), env)
  return found.map((path) => path.split('/').at(-1))
}

/** A CLI that notes how it was called and installs what it is told to install. */
const cli = (installs: string) => {
  const path = join(directory, 'pulumi')
  writeFileSync(
    path,
    `#!/bin/sh
echo "$4" >> ${directory}/calls
case "$4" in ${installs}) mkdir -p "$PULUMI_HOME/plugins/resource-$4-v$5" && touch "$PULUMI_HOME/plugins/resource-$4-v$5/pulumi-resource-$4";; *) exit 1;; esac
`,
  )
  chmodSync(path, 0o755)
}
const calls = () => {
  const file = join(directory, 'calls')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plugins-'))
  const home = join(directory, 'home')
  mkdirSync(home)
  env = { PATH: process.env.PATH, PULUMI_HOME: home, ATOLL_CACHE: join(directory, 'cache') }
})

describe('stand-ins', () => {
  it('are not needed where the published plugins can be installed, and these are not installed twice', async () => {
    cli('*')
    expect(await needed()).toEqual([])
    expect(await needed()).toEqual([])
    expect(calls()).toBe(3)
    expect(lines).toEqual([])
  })

  it('take the place of what cannot be had, and the run says so', async () => {
    cli('random')
    expect(await needed()).toEqual(['kubernetes', 'kubernetes-cert-manager'])
    expect(lines).toMatchObject([
      'with stand-ins for the Pulumi plugins kubernetes, kubernetes-cert-manager: docs/stand-ins.md',
    ])
  })

  it('are found out anew when the record of a failure was cut while it was written', async () => {
    cli('none')
    mkdirSync(env.ATOLL_CACHE!)
    writeFileSync(join(env.ATOLL_CACHE!, 'pulumi-plugins.json'), '{"kubernetes@4')
    expect(await needed()).toEqual(everyPackage)
  })

  it('are used for a day before the installation is tried again', async () => {
    cli('none')
    expect(await needed()).toEqual(everyPackage)
    expect(await needed()).toEqual(everyPackage)
    expect(calls()).toBe(3)
    const record = join(directory, 'cache/pulumi-plugins.json')
    const yesterday = readFileSync(record, 'utf8').replaceAll(
      /\d{13}/g,
      String(Date.now() - 25 * 60 * 60 * 1000),
    )
    writeFileSync(record, yesterday)
    expect(await needed()).toEqual(everyPackage)
    expect(calls()).toBe(6)
  })
})
