import { expect, test } from 'vitest'
import { exclusively } from './exclusively.ts'

const stack = `test-${process.pid}`

test('a second change of a stack is refused with the name and process of the first', async () => {
  const first = exclusively('up', stack, () => exclusively('down', stack, async () => 'done'))
  await expect(first).rejects.toThrow(
    new RegExp(
      `^stack ${stack} is being changed by \`up\` \\(process ${process.pid}, since \\d\\d:\\d\\d\\); wait`,
    ),
  )
})

test('another stack can be changed meanwhile, and the same one afterwards', async () => {
  const nested = exclusively('up', stack, () => exclusively('up', `${stack}-b`, async () => 'done'))
  await expect(nested).resolves.toBe('done')
  await expect(exclusively('up', stack, async () => 'again')).resolves.toBe('again')
})
