import { all, interpolate, type Output, type Resource } from '@pulumi/pulumi'
import { stringify } from 'yaml'
import type { Place } from '../contracts/place.ts'
import type { Annotations } from '../contracts/secrets.ts'
import { password } from '../password.ts'
import { secret } from '../secret.ts'
import { rsaKey } from './rsaKey.ts'

/** Keys of the Secret that GitLab's chart is told of; those of Rails and of the registry have the chart's own names. */
export const gitlabKeys = {
  root: 'root',
  gitaly: 'gitaly',
  shell: 'shell',
  workhorse: 'workhorse',
  registryNotification: 'registry-notification',
  runner: 'runner',
} as const

/** What Rails keeps in the database is encrypted with these: another one, and it is lost. */
const rails = {
  secret_key_base: 128,
  otp_key_base: 128,
  db_key_base: 128,
  encrypted_settings_key_base: 128,
  active_record_encryption_primary_key: 32,
  active_record_encryption_deterministic_key: 32,
  active_record_encryption_key_derivation_salt: 32,
} as const

/** Of which Rails reads a list, the last one for what is written. */
const lists: readonly string[] = [
  'active_record_encryption_primary_key',
  'active_record_encryption_deterministic_key',
]

const name = 'gitlab-secrets'

export interface GitlabSecrets {
  /** Of the Secret. */
  readonly name: string
  readonly written: Resource
  /** Of the runner that takes the jobs of every project. */
  readonly runnerToken: { readonly value: Output<string>; readonly annotations: Annotations }
}

/**
 * Everything that a Job of the chart would make up, in one Secret. That Job would keep it in the cluster alone; here it is
 * in the state of the stack, as every password, so that a cluster that is built anew reads the database of the old one.
 */
export function gitlabSecrets(place: Place, parent: Resource): GitlabSecrets {
  const made = (name: string, length = 40) => password(`gitlab-${name}`, parent, { length }).value
  const own = Object.entries(rails).map(([name, length]) => [name, made(name, length)] as const)
  const openid = made('openid_connect_signing_key')
  const runner = password('gitlab-runner', parent)
  const token = interpolate`glrt-${runner.value}`
  const values = {
    'secrets.yml': all([Object.fromEntries(own), openid]).apply(([keys, seed]) => railsFile(keys, seed)),
    [gitlabKeys.root]: made('root'),
    [gitlabKeys.gitaly]: made('gitaly'),
    [gitlabKeys.shell]: made('shell'),
    [gitlabKeys.workhorse]: made('workhorse', 32).apply((value) => Buffer.from(value).toString('base64')),
    // Wanted by the chart even of a GitLab that has no registry and no such runners.
    'registry-auth.key': made('registry'),
    [gitlabKeys.registryNotification]: made('registry-notification').apply((value) => `["${value}"]`),
    'runner-registration-token': made('registration'),
    [gitlabKeys.runner]: token,
  }
  return {
    name,
    written: secret({ name, place, system: 'gitlab', component: 'secrets', values }, parent),
    runnerToken: { value: token, annotations: { 'atoll.dev/runner-token': runner.version } },
  }
}

/** The file of keys that Rails reads. */
export function railsFile(keys: Readonly<Record<string, string>>, seed: string): string {
  const production = Object.entries(keys).map(([name, value]) => [
    name,
    lists.includes(name) ? [value] : value,
  ])
  return stringify({
    production: { ...Object.fromEntries(production), openid_connect_signing_key: rsaKey(seed) },
  })
}
