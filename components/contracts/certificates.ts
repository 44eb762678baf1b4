import type { Resource } from '@pulumi/pulumi'
import type { Place } from './place.ts'

/** A certificate and its key in a Secret of the type `kubernetes.io/tls`, with its issuer as `ca.crt`. */
export interface Certificate {
  readonly secretName: string
  /** To depend on: the Secret is there. */
  readonly ready: Resource
}

/** A system that issues certificates which everything inside the network trusts. */
export interface Certificates {
  /**
   * Makes a certificate in `place` for these names and addresses.
   * @param life `renewed` each year with another key; `lasting` five years with one RSA key, for programs that read it
   * only when they start, or sign with the key
   */
  certificate(name: string, place: Place, names: readonly string[], life?: 'renewed' | 'lasting'): Certificate
  /** How charts that make their own certificates name the issuer. */
  readonly issuer: { readonly group: string; readonly kind: string; readonly name: string }
  /** To depend on: certificates are issued. */
  readonly ready: Resource
}
