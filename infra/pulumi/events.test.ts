import { appendFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineEvent } from '@pulumi/pulumi/automation/events.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followLines, nameOf, recordEvents } from './events.ts'

const urn = 'urn:pulumi:loc::atoll::atoll:Part$kubernetes:apps/v1:Deployment::web'

describe('a followed file', () => {
  it('gives every line once, however it was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[^\n]*$/), { maxLength: 20 }),
        fc.nat({ max: 200 }),
        (lines, cut) => {
          const path = join(mkdtempSync(join(tmpdir(), 'events-')), 'log')
          const seen: string[] = []
          const stop = followLines(path, (line) => seen.push(line))
          const text = Buffer.from(lines.map((line) => `${line}\n`).join(''))
          appendFileSync(path, text.subarray(0, cut))
          appendFileSync(path, text.subarray(cut))
          stop()
          stop()
          expect(seen).toEqual(lines)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('may not be there', () => {
    followLines('/nowhere/log', () => expect.unreachable())()
  })
})

describe('the engine’s events', () => {
  const events = (...given: Partial<EngineEvent>[]) => {
    const lines: string[] = []
    const { record, onEvent } = recordEvents((line) => lines.push(line))
    for (const event of given) onEvent({ sequence: 0, timestamp: 0, ...event })
    return { lines, record }
  }
  const diagnostic = (severity: 'info' | 'warning' | 'error', message: string, rest = {}) => ({
    diagnosticEvent: { severity, message, color: 'never', ...rest },
  })
  const step = (op: string, state: object = { new: { custom: true } }) =>
    ({
      resourcePreEvent: { metadata: { op, urn, type: 'kubernetes:apps/v1:Deployment', ...state } },
    }) as unknown as Partial<EngineEvent>

  it('become lines of progress, of objects alone, without what stays the same', () => {
    const { lines } = events(
      step('create'),
      step('same'),
      step('delete', { old: { custom: true } }),
      step('create', { new: { custom: false } }),
      step('delete', { old: {} }),
      step('create', { new: { custom: true }, type: 'pulumi:providers:kubernetes' }),
    )
    expect(lines).toEqual(['creating Deployment web', 'deleting Deployment web'])
  })

  it('say of a preview that it plans, and of what is read that it is read', () => {
    const lines: string[] = []
    const { onEvent } = recordEvents((line) => lines.push(line), true)
    for (const event of [step('create'), step('read')]) onEvent({ sequence: 0, timestamp: 0, ...event })
    expect(lines).toEqual(['planning Deployment web', 'reading Deployment web'])
  })

  it('count as unchanged what stays the same, is found as it was or only read, components aside', () => {
    const read = urn.replace('web', 'read')
    const { record } = events(
      step('same'),
      step('read', { urn: read, new: { custom: true } }),
      step('same', { urn: urn.replace('web', 'group'), new: { custom: false } }),
    )
    expect([...record.unchanged]).toEqual([urn, read])
    expect(record.steps).toEqual([])
    const found = { resOutputsEvent: { metadata: { op: 'same', urn } } } as unknown as Partial<EngineEvent>
    const refreshed = events(step('refresh', { old: { custom: true } }), found).record
    expect([[...refreshed.unchanged], refreshed.steps]).toEqual([[urn], []])
  })

  it('name whose message it is, without colours', () => {
    const { lines } = events(
      diagnostic('info', '<{%fg 1%}>0 of 2<{%reset%}> ready\n', { urn, ephemeral: true }),
    )
    expect(lines).toEqual(['Deployment web: 0 of 2 ready'])
  })

  it('collect what went wrong, but not that it did', () => {
    const { lines, record } = events(
      diagnostic('error', 'no space', { urn }),
      diagnostic('error', 'update failed'),
    )
    expect(lines).toEqual([])
    expect(record.errors).toEqual([{ whose: 'Deployment web', text: 'no space' }])
  })

  it('tell which rule an object breaks', () => {
    const { record } = events({
      policyEvent: {
        resourceUrn: urn,
        message: '<{%reset%}>Every object names the team.\nhas no label owner<{%reset%}>',
        color: 'raw',
        policyName: 'owner',
        policyPackName: 'atoll',
        policyPackVersion: '0.1.0',
        policyPackVersionTag: '0.1.0',
        enforcementLevel: 'mandatory',
      },
    })
    expect(record.errors).toEqual([{ text: 'owner: Deployment web has no label owner' }])
  })

  it('count the changes', () => {
    const { record } = events({
      summaryEvent: {
        maybeCorrupt: false,
        durationSeconds: 1,
        resourceChanges: { same: 3 },
        policyPacks: {},
      },
    })
    expect(record.changes).toEqual({ same: 3 })
  })
})

it('names a resource by its type and name', () => {
  expect(nameOf(urn)).toBe('Deployment web')
  expect(nameOf('urn:pulumi:loc::atoll::random:index/randomId:RandomId::a::b')).toBe('RandomId a::b')
})
