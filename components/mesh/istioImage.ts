import type { ChartReference } from '../charts.ts'

/** An image of Istio by its whole name, which the charts take as it is: of the version of the chart. */
export function istioImage(name: 'pilot' | 'proxyv2' | 'install-cni', { version }: ChartReference): string {
  return `registry.istio.io/release/${name}:${version}`
}
