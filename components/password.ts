import type { Output, Resource } from '@pulumi/pulumi'
import * as random from '@pulumi/random'

/** What a password must be like where 40 letters and digits are not right. */
export interface PasswordRules {
  readonly length?: number
  readonly minLower?: number
  readonly minUpper?: number
  readonly minNumeric?: number
}

/** A generated password. */
export interface Password {
  readonly value: Output<string>
  /** What bcrypt makes of it; older providers made none. */
  readonly hash: Output<string | undefined>
  /** Another one whenever the password is another one: random as well, so that it tells nothing about it. */
  readonly version: Output<string>
}

export function password(name: string, parent: Resource, rules: PasswordRules = {}): Password {
  const { result, bcryptHash } = new random.RandomPassword(
    name,
    { length: 40, special: false, ...rules },
    { parent },
  )
  const { hex } = new random.RandomId(
    name,
    { byteLength: 8, keepers: { password: result } },
    { parent, additionalSecretOutputs: ['keepers'] },
  )
  return { value: result, hash: bcryptHash, version: hex }
}

/** The line of a login in a file as Apache's `htpasswd` writes it, from which servers know it without its password. */
export function htpasswd(user: string, { hash }: Password): Output<string> {
  return hash.apply((text) => {
    if (text === undefined)
      throw new Error(
        `the provider made no bcryptHash of the password of ${user}: replace its RandomPassword`,
      )
    return `${user}:${text}\n`
  })
}
