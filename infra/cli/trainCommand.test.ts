import { expect, test } from 'vitest'
import { workloadNamed } from '../../services/workloads.ts'
import { trainCommand } from './trainCommand.ts'

test('a report that cannot be written is refused before the training, whose scores would be lost', async () => {
  const { signal } = new AbortController()
  const options = { stack: 'loc', parameters: {}, local: true, report: '/nowhere/at/all/page.html', signal }
  await expect(trainCommand(workloadNamed('bikes'), options)).rejects.toThrow(
    '--report /nowhere/at/all/page.html: there is no directory /nowhere/at/all',
  )
})
