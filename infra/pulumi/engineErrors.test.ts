import { describe, expect, it } from 'vitest'
import { tellErrors } from './engineErrors.ts'

describe('the errors of a run', () => {
  it('are told with whose they are', () => {
    expect(tellErrors([{ whose: 'Deployment web', text: 'no space' }, { text: 'the disk is full' }])).toBe(
      'Deployment web: no space\nthe disk is full',
    )
  })

  it('are told once where several objects share one', () => {
    const text = 'The Kubernetes API server is unreachable'
    const errors = ['a', 'b', 'b', 'c', 'd', 'e'].map((name) => ({ whose: `Secret ${name}`, text }))
    expect(tellErrors(errors)).toBe(`Secret a, Secret b, Secret c and 2 more: ${text}`)
  })

  it('leave out what follows from another: the engine stops listening to what still runs', () => {
    expect(
      tellErrors([
        { whose: 'Secret a', text: 'refused' },
        { whose: 'Stack loc', text: 'Unhandled exception: Error: resource monitor shut down' },
        { text: "Chart resource 'a' has a problem: grpc: the client connection is closing" },
      ]),
    ).toBe('Secret a: refused')
    expect(tellErrors([{ text: 'resource monitor shut down' }])).toBe('resource monitor shut down')
  })
})
