import { afterEach, expect, test, vi } from 'vitest'
import { up, withDriftHint } from './up.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('without root nothing is built for a lab that could not start', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000)
  const said = vi.spyOn(console, 'log')
  const target = { kind: 'lab', kubeconfig: '/none' } as const
  await expect(up({ stack: 'loc', target, signal: new AbortController().signal })).rejects.toThrow(
    'Starting the lab needs root: run it as root, or with sudo -E',
  )
  expect(said).not.toHaveBeenCalled()
})

test('fields that others have set come with the command that takes them back', () => {
  const conflict = new Error('pulumi up failed:\n  spec.replicas is set by "kubectl"')
  expect(withDriftHint(conflict, 'loc').message).toBe(
    `${conflict.message}\n\`npm run up -- --repair-drift\` takes back what others have set.`,
  )
  expect(withDriftHint(conflict, 'prod').message).toContain('`npm run up -- --stack prod --repair-drift`')
  const another = new Error('no room')
  expect(withDriftHint(another, 'loc')).toBe(another)
})
