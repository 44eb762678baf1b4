import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../services/runtime/sha256.ts'
import { type ChartLock, loadChartLock, readChartLock } from './chartLock.ts'
import { archiveName, chartProblems, chartsFrom } from './chartSource.ts'

const lock: ChartLock = {
  ...loadChartLock(),
  'cert-manager': { version: 'v1.2.3', repository: 'https://charts.example.org' },
  'strimzi-kafka-operator': { version: '1.0.0', repository: 'oci://registry.example.org/charts' },
}

describe('a chart', () => {
  it('of upstream is a name in its repository, or a reference to a registry', () => {
    const charts = chartsFrom({ from: 'upstream' }, lock)
    expect(charts['cert-manager']).toEqual({
      chart: 'cert-manager',
      version: 'v1.2.3',
      repositoryOpts: { repo: 'https://charts.example.org' },
    })
    expect(charts['strimzi-kafka-operator']).toEqual({
      chart: 'oci://registry.example.org/charts/strimzi-kafka-operator',
      version: '1.0.0',
    })
  })

  it('of a directory is the archive that helm pull writes', () => {
    expect(chartsFrom({ directory: 'charts' }, lock)['cert-manager']).toEqual({
      chart: 'charts/cert-manager-v1.2.3.tgz',
      version: 'v1.2.3',
    })
  })

  it('of a registry inside has the name it has outside', () => {
    const charts = chartsFrom({ registry: 'harbor.example.internal/charts' }, lock)
    expect(charts['cert-manager'].chart).toBe('oci://harbor.example.internal/charts/cert-manager')
  })
})

describe('a directory of charts', () => {
  let root: string
  const problems = (locked = lock) => chartProblems({ directory: 'charts' }, locked, ['cert-manager'], root)
  const file = () => join(root, 'charts', archiveName('cert-manager', lock['cert-manager']))
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'charts-'))
  })

  it('that is not there is named', async () => {
    expect((await problems())[0]?.message).toBe(
      `there is no directory ${join(root, 'charts')}; expected one with cert-manager-v1.2.3.tgz`,
    )
  })

  it('that is a file is named too', async () => {
    writeFileSync(join(root, 'charts'), '')
    expect((await problems())[0]?.message).toMatch(/^there is no directory /)
  })

  it('lists what it has where a chart is missing', async () => {
    mkdirSync(join(root, 'charts'))
    expect((await problems())[0]?.message).toMatch(
      /cert-manager-v1\.2\.3\.tgz is not in .*, which has no charts$/,
    )
    writeFileSync(join(root, 'charts', 'cert-manager-v1.2.2.tgz'), '')
    expect((await problems())[0]?.message).toMatch(/which has cert-manager-v1\.2\.2\.tgz$/)
  })

  it('with another archive than the locked one is refused, with both digests', async () => {
    mkdirSync(join(root, 'charts'))
    writeFileSync(file(), 'another')
    const locked = (digest: string) => ({ ...lock, 'cert-manager': { ...lock['cert-manager'], digest } })
    const found = `sha256:${sha256(Buffer.from('another'))}`
    const wanted = `sha256:${'0'.repeat(64)}`
    expect(await problems(locked(found))).toEqual([])
    expect(await problems(locked(wanted))).toEqual([
      { path: 'cert-manager.digest', message: `${file()} is ${found}; expected ${wanted}, as locked` },
    ])
  })

  it('whose digests are not locked is held against the name and the version in each archive', async () => {
    mkdirSync(join(root, 'charts'))
    const pack = (chart: string) => {
      mkdirSync(join(root, 'cert-manager'), { recursive: true })
      writeFileSync(join(root, 'cert-manager', 'Chart.yaml'), chart)
      execFileSync('tar', ['-czf', file(), 'cert-manager'], { cwd: root })
    }
    pack('name: cert-manager\nversion: 1.2.3\n')
    expect(await problems()).toEqual([])
    pack('name: cert-manager\nversion: 1.2.4\n')
    expect(await problems()).toEqual([
      {
        path: 'cert-manager',
        message: `${file()} has cert-manager 1.2.4; expected cert-manager v1.2.3, as locked`,
      },
    ])
    pack('name: harbor\nversion: 1.2.3\n')
    expect((await problems())[0]?.message).toContain('has harbor 1.2.3; expected cert-manager v1.2.3')
  })

  it.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['empty', () => Buffer.of()],
    ['something else', () => Buffer.from('<html>not found</html>')],
  ])('with an archive that is %s is refused', async (_, spoil) => {
    mkdirSync(join(root, 'charts'))
    execFileSync('tar', ['-czf', file(), '-C', import.meta.dirname, '.'])
    writeFileSync(file(), spoil(readFileSync(file())))
    expect(await problems()).toEqual([
      { path: 'cert-manager', message: expect.stringMatching(/ is no .*; expected what helm pull writes$/) },
    ])
  })
})

describe('the lock of charts', () => {
  it('is right as it is committed', () => {
    expect(() => loadChartLock()).not.toThrow()
  })

  it.each([
    [
      'a range of versions',
      { version: '^1.2.0' },
      '"^1.2.0" is not right; expected one exact version, as 1.2.3',
    ],
    ['a floating tag', { version: 'latest' }, '"latest" is not right; expected one exact version, as 1.2.3'],
    ['a short digest', { digest: 'sha256:12' }, '"sha256:12" is not right; expected the SHA-256'],
  ])('refuses %s', (_, wrong, message) => {
    const raw = { ...lock, 'cert-manager': { ...lock['cert-manager'], ...wrong } }
    expect(() => readChartLock(raw)).toThrow(message)
  })

  it('refuses a chart that nobody installs', () => {
    expect(() => readChartLock({ ...lock, nginx: lock['cert-manager'] })).toThrow('nginx: unknown key')
  })
})
