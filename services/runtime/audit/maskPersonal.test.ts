import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskJson } from './maskPersonal.ts'

const names = new Set(['student', 'email'])

test('the value of a personal field is masked wherever it lies', () => {
  const text = JSON.stringify({ student: { id: 7 }, rows: [{ email: 'kim@example.org', grade: 3 }] })
  expect(maskJson(text, names)).toBe('{"student":"***","rows":[{"email":"***","grade":3}]}')
})

test('so is the data of a tensor with that name', () => {
  const text = JSON.stringify({ inputs: [{ name: 'email', shape: [1], data: ['kim@example.org'] }] })
  expect(maskJson(text, names)).toBe('{"inputs":[{"name":"email","shape":[1],"data":"***"}]}')
})

test('what is no JSON is not kept', () => {
  expect(maskJson('{"student": "Kim', names)).toBeNull()
})

test('no text within a personal field is left', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (secret, other) => {
      const marked = (value: unknown): unknown => ({ value, secret: 'S3CRET' })
      const text = JSON.stringify({ other, list: [{ student: marked(secret) }], email: ['S3CRET'] })
      const result = maskJson(text, names)
      expect(result).not.toContain('S3CRET')
      expect(JSON.parse(result!)).toHaveProperty('list.0.student', '***')
    }),
  )
})
