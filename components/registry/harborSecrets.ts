import { all, type Resource } from '@pulumi/pulumi'
import type { Place } from '../contracts/place.ts'
import type { Annotations, SecretRef } from '../contracts/secrets.ts'
import { htpasswd, type Password, type PasswordRules, password } from '../password.ts'
import { secret } from '../secret.ts'

/** Who Harbor's other parts are to its registry. */
export const registryUser = 'harbor_registry_user'

const system = 'harbor'

/** The keys of the Secret as the chart names them, and the length that Harbor wants of each. */
const wanted: Readonly<Record<string, PasswordRules>> = {
  HARBOR_ADMIN_PASSWORD: { minLower: 1, minUpper: 1, minNumeric: 1 },
  // What is encrypted in the database is lost with another one.
  secretKey: { length: 16 },
  secret: { length: 16 },
  JOBSERVICE_SECRET: { length: 16 },
  REGISTRY_HTTP_SECRET: { length: 16 },
  CSRF_KEY: { length: 32 },
  REGISTRY_PASSWD: {},
}

const name = 'harbor-secrets'

export interface HarborSecrets {
  /** Of the Secret. */
  readonly name: string
  readonly administrator: SecretRef & { readonly version: Password['version'] }
  /** Of the pods that read them. */
  readonly annotations: Annotations
  readonly written: Resource
}

/** Everything that the chart would make up anew each time it is rendered, in one Secret. */
export function harborSecrets(place: Place, parent: Resource): HarborSecrets {
  const passwords = Object.entries(wanted).map(
    ([key, rules]) => [key, password(`harbor-${key}`, parent, rules)] as const,
  )
  const named = Object.fromEntries(passwords)
  const values = {
    ...Object.fromEntries(passwords.map(([key, { value }]) => [key, value])),
    REGISTRY_HTPASSWD: htpasswd(registryUser, named.REGISTRY_PASSWD),
  }
  const versions = passwords.map(([, { version }]) => version)
  return {
    name,
    administrator: {
      namespace: place.namespace,
      name,
      key: 'HARBOR_ADMIN_PASSWORD',
      version: named.HARBOR_ADMIN_PASSWORD.version,
    },
    annotations: { 'atoll.dev/harbor-secrets': all(versions).apply((each) => each.join('-')) },
    written: secret({ name, place, system, component: 'secrets', values }, parent),
  }
}
