import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isNewEnough } from './goToolchain.ts'
import {
  buildFlags,
  moduleOf,
  type ToolModule,
  type ToolModuleName,
  toolModules,
  toolNames,
} from './toolModules.ts'
import { defaultName, moduleKey, sweepCutBuilds } from './tools.ts'

test('every tool has a module whose versions and checksums are pinned', () => {
  for (const tool of toolNames) {
    const directory = join(import.meta.dirname, 'tools', moduleOf(tool))
    expect(existsSync(join(directory, 'go.mod')), directory).toBe(true)
    if (tool !== 'pause') expect(existsSync(join(directory, 'go.sum')), directory).toBe(true)
  }
})

test('every program of every module is a tool', () => {
  const programs = Object.values<ToolModule>(toolModules).flatMap((module) => Object.values(module.programs))
  expect(programs.sort()).toEqual([...toolNames].sort())
})

test('the key of a module depends on the Go version and on nothing that varies', () => {
  for (const name of Object.keys(toolModules) as ToolModuleName[]) {
    expect(moduleKey(name, 'go1.26.8')).toBe(moduleKey(name, 'go1.26.8'))
    expect(moduleKey(name, 'go1.26.8')).not.toBe(moduleKey(name, 'go1.26.9'))
  }
})

test('flags carry tags and stamped values', () => {
  const flags = buildFlags({ programs: {}, tags: ['a', 'b'], stamps: { 'x.y': 'v1' } })
  expect(flags).toContain('a,b')
  expect(flags.at(-1)).toBe('-s -w -X x.y=v1')
})

test('a program is named after its package, without the major version', () => {
  expect(defaultName('go.etcd.io/etcd/server/v3', 'etcd')).toBe('server')
  expect(defaultName('k8s.io/kubernetes/cmd/kubelet', 'kubernetes')).toBe('kubelet')
  expect(defaultName('.', 'pause')).toBe('pause')
})

test('Go versions are compared as numbers', () => {
  expect(['go1.26', 'go1.26.8', 'go1.30.1', 'go2.0'].map(isNewEnough)).toEqual([true, true, true, true])
  expect(['go1.19.8', 'go1.25.9', 'go1.3', 'nonsense'].map(isNewEnough)).toEqual([false, false, false, false])
})

test('what killed builds have left is removed, and nothing else', () => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-tools-'))
  mkdirSync(join(directory, '.building-etcd-x1'))
  writeFileSync(join(directory, '.building-etcd-x1', 'etcd'), '')
  mkdirSync(join(directory, 'etcd-0123'))
  sweepCutBuilds(directory)
  expect(readdirSync(directory)).toEqual(['etcd-0123'])
  sweepCutBuilds(join(directory, 'missing'))
  rmSync(directory, { recursive: true })
})
