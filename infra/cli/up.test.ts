import { afterEach, expect, test, vi } from 'vitest'
import { up } from './up.ts'

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
