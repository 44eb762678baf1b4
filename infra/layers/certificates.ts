import { CertManager } from '../../components/certificates/certManager.ts'
import { ifOn, type Stack } from './stack.ts'

export function certificates(stack: Stack) {
  const { config, charts, mirror, apiServers } = stack
  return ifOn(
    stack,
    'cert-manager',
    (place) =>
      new CertManager({
        ...config.sizes.certManager,
        place,
        chart: charts['cert-manager'],
        mirror,
        apiServers,
      }),
  )
}
