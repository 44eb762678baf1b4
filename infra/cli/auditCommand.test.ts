import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addAuditCommand, auditText } from './auditCommand.ts'

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

test.each(['yesterday', '2026-13-45', '2026-02-30'])('%s is no day', async (since) => {
  const program = new Command().exitOverride()
  addAuditCommand(program, () => 'loc')
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} })
  const line = ['audit', 'bikes', '--since', since]
  await expect(program.parseAsync(line, { from: 'user' })).rejects.toThrow('It is a day, as 2026-03-01')
})
