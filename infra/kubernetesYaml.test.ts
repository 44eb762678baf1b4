import { expect, it } from 'vitest'
import { kubernetesYaml } from './kubernetesYaml.ts'

const read = (scalar: string) => (kubernetesYaml(`field: ${scalar}`)[0] as { field: unknown }).field

it.each([
  ['yes', true],
  ['off', false],
  ['"yes"', 'yes'],
  ['0644', 420],
  ['0o644', 420],
  ['1_000', 1000],
  ['1e3', 1000],
  ['.5', 0.5],
  ['~', null],
  ['1.33', 1.33],
  ['v1', 'v1'],
])('reads %s as Kubernetes does', (scalar, value) => {
  expect(read(scalar)).toBe(value)
})

it.each(['12:30', '12:30:45.5', '2026-01-31', '2026-01-31T12:00:00Z'])('leaves %s a text', (scalar) => {
  expect(read(scalar)).toBe(scalar)
})

it('merges what << names', () => {
  expect(kubernetesYaml('a: &a { one: 1, two: 2 }\nb: { <<: *a, two: 3 }')).toEqual([
    { a: { one: 1, two: 2 }, b: { one: 1, two: 3 } },
  ])
})

it('leaves empty documents out', () => {
  expect(kubernetesYaml('---\n# nothing\n---\nx: 1\n---\n')).toEqual([{ x: 1 }])
})

it('says the line of what it cannot read', () => {
  expect(() => kubernetesYaml('a: 1\nb: [')).toThrow(/\(3:1\)|\(2:\d+\)/)
  expect(() => kubernetesYaml('a: 1\na: 2')).toThrow(/duplicated mapping key/)
})
