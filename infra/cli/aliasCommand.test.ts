import { expect, test } from 'vitest'
import { aliasesText, moveAlias, type Registry, trafficHint } from './aliasCommand.ts'

/** Versions 2 and 1 of bikes, of which 2 is the champion. */
function registry() {
  const aliases = new Map([['champion', '2']])
  const versions = ['2', '1'].map((version) => ({
    version,
    source: '',
    runId: '',
    tags: { data_sha256: 'e2041d15aa', code_version: '1f0c2b9a', scores: `{"mae":4${version}}` },
  }))
  const made: Registry = {
    versions: async () => versions,
    versionByAlias: async (_, alias) => versions.find(({ version }) => version === aliases.get(alias)),
    setAlias: async (_, alias, version) => void aliases.set(alias, version),
    removeAlias: async (_, alias) => void aliases.delete(alias),
  }
  return { made, aliases }
}

test('versions are listed, the newest first, with who is what', async () => {
  const { made } = registry()
  expect((await aliasesText(made, 'bikes')).split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['version', 'alias', 'data', 'code', 'scores'],
    ['2', 'champion', 'e2041d15', '1f0c2b9a', 'mae 42'],
    ['1', 'e2041d15', '1f0c2b9a', 'mae 41'],
  ])
  const none = { ...made, versions: async () => [] }
  expect(await aliasesText(none, 'bikes')).toBe(
    'bikes has no registered model; `npm run train -- bikes` makes one',
  )
})

test('an alias is given, moved and taken away', async () => {
  const { made, aliases } = registry()
  await moveAlias(made, 'bikes', 'challenger', '1')
  expect(aliases.get('challenger')).toBe('1')
  await moveAlias(made, 'bikes', 'champion', '1')
  expect(aliases.get('champion')).toBe('1')
  await moveAlias(made, 'bikes', 'challenger', 'none')
  await moveAlias(made, 'bikes', 'challenger', 'none')
  expect([...aliases.keys()]).toEqual(['champion'])
})

test('neither a version that is not there is named, nor is the champion taken away', async () => {
  const { made } = registry()
  await expect(moveAlias(made, 'bikes', 'challenger', '7')).rejects.toThrow('no version 7; it has 2, 1')
  await expect(moveAlias(made, 'bikes', 'champion', 'none')).rejects.toThrow('give the alias to another')
})

const canary = { mode: 'canary', percent: 10, alias: 'challenger' } as const

test('who gives an alias that is asked nothing is told so, and how that is changed', () => {
  expect(trafficHint('bikes', 'challenger', undefined, 'loc')).toBe(
    `Stack loc sends all requests to the champion: the challenger is asked nothing until stacks/Pulumi.loc.yaml says so, as by
  atoll:serving: [{ workload: bikes, traffic: { mode: canary, percent: 10 } }]
and \`npm run up\` has run; docs/model-operations.md says what there is beside canary.`,
  )
  expect(trafficHint('bikes', 'rival', canary, 'dev')).toMatch(
    /^Stack dev sends requests to the challenger: the rival .*percent: 10, alias: rival } }\]/s,
  )
})

test('no hint is needed where the alias is asked', () => {
  expect(trafficHint('bikes', 'challenger', canary, 'loc')).toBeUndefined()
  expect(trafficHint('bikes', 'champion', undefined, 'loc')).toBeUndefined()
})
