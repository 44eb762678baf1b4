import type { Certificates } from '../../components/contracts/certificates.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import { Istio } from '../../components/mesh/istio.ts'
import { IstioCni } from '../../components/mesh/istioCni.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function mesh(stack: Stack, certificates: Certificates | undefined, metrics: Metrics | undefined) {
  const { config, charts, mirror, apiServers } = stack
  const agents = ifOn(stack, 'istio-cni', (place) => new IstioCni({ place, chart: charts.cni, apiServers }))
  return ifOn(
    stack,
    'istio',
    (place) =>
      new Istio({
        place,
        charts,
        mirror,
        apiServers,
        certificates: needed(certificates, 'certificates'),
        metrics,
        interception: needed(agents, 'interception').ready,
        domain: config.domain,
        size: config.sizes.mesh,
        proxy: config.sizes.proxy,
        nodePort: config.nodePorts.istio,
      }),
  )
}
