import type { Certificates } from '../contracts/certificates.ts'
import { examplePlace } from './place.ts'

/** An authority that is taken to be there: the Secret of each certificate is `<name>-tls`. */
export function exampleCertificates(): Certificates {
  const { ready } = examplePlace('authority')
  return {
    certificate: (name) => ({ secretName: `${name}-tls`, ready }),
    issuer: { group: 'example', kind: 'Issuer', name: 'example' },
    ready,
  }
}
