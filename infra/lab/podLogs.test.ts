import { existsSync, mkdirSync, mkdtempSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { linkPodLogs, podLogs, unlinkPodLogs } from './podLogs.ts'

let usual: string

beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-pod-logs-'))
  vi.stubEnv('ATOLL_HOME', join(directory, 'home'))
  usual = join(directory, 'log/pods')
})
afterEach(() => vi.unstubAllEnvs())

describe('the usual directory of the logs of pods', () => {
  test('leads to the lab’s while it runs', () => {
    linkPodLogs(usual)
    linkPodLogs(usual)
    expect(readlinkSync(usual)).toBe(podLogs())
    expect(existsSync(usual)).toBe(true)
    unlinkPodLogs(usual)
    expect(existsSync(usual)).toBe(false)
  })

  test('is taken over from a lab that is gone, or when it is empty', () => {
    mkdirSync(join(usual, '..'), { recursive: true })
    symlinkSync('/nowhere/pod-logs', usual)
    unlinkPodLogs(usual)
    expect(readlinkSync(usual)).toBe('/nowhere/pod-logs')
    linkPodLogs(usual)
    expect(readlinkSync(usual)).toBe(podLogs())
    unlinkPodLogs(usual)
    mkdirSync(usual)
    linkPodLogs(usual)
    expect(readlinkSync(usual)).toBe(podLogs())
  })

  test('is left alone where another Kubernetes has written into it, which is said', () => {
    mkdirSync(usual, { recursive: true })
    writeFileSync(join(usual, 'log'), 'theirs')
    expect(() => linkPodLogs(usual)).toThrow('holds logs of another Kubernetes')
    expect(existsSync(join(usual, 'log'))).toBe(true)
  })
})
