import { expect, test } from 'vitest'
import { auditText } from './auditCommand.ts'

const answer = {
  columns: ['route', 'n'],
  rows: [
    ['/a,b', '7'],
    ['say "x"', null],
  ],
  files: 1,
}

test('an answer is a table, CSV or JSON', () => {
  expect(auditText(answer, 'table')).toBe('route    n\n/a,b     7\nsay "x"  \n')
  expect(auditText(answer, 'csv')).toBe('route,n\r\n"/a,b",7\r\n"say ""x""",\r\n')
  expect(JSON.parse(auditText(answer, 'json'))).toEqual([
    { route: '/a,b', n: '7' },
    { route: 'say "x"', n: null },
  ])
})
