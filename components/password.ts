import type { Output, Resource } from '@pulumi/pulumi'
import * as random from '@pulumi/random'

/** A generated password. */
export interface Password {
  readonly value: Output<string>
  /** Another one whenever the password is another one: random as well, so that it tells nothing about it. */
  readonly version: Output<string>
}

export function password(name: string, parent: Resource): Password {
  const { result } = new random.RandomPassword(name, { length: 40, special: false }, { parent })
  const { hex } = new random.RandomId(
    name,
    { byteLength: 8, keepers: { password: result } },
    { parent, additionalSecretOutputs: ['keepers'] },
  )
  return { value: result, version: hex }
}
