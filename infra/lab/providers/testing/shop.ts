import { join } from 'node:path'

const chart = JSON.stringify(join(import.meta.dirname, 'charts', 'traps'))

export interface Shop {
  readonly color: 'blue' | 'green'
  /** Of the namespace's quota. */
  readonly pods?: number
}

/**
 * A small stack with all that makes one hard to bring up again: a namespace, a random password, a chart with a
 * definition and a random value, and after it a release of the same chart, with a hook.
 */
export function shop({ color, pods = 10 }: Shop): string {
  const values = JSON.stringify({ color })
  return `
    const namespace = new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop' } })
    const inside = { dependsOn: namespace }
    const { result } = new random.RandomPassword('password', { length: 20 })
    new k8s.core.v1.Secret('login', { metadata: { name: 'login', namespace: 'shop' }, stringData: { result } }, inside)
    new k8s.core.v1.ResourceQuota('quota', { metadata: { name: 'quota', namespace: 'shop' },
      spec: { hard: { pods: '${pods}' } } }, inside)
    const catalog = new k8s.helm.v4.Chart('catalog', { chart: ${chart}, namespace: 'shop', values: ${values} }, inside)
    new k8s.helm.v3.Release('checkout', { name: 'checkout', chart: ${chart}, namespace: 'shop', skipCrds: true,
      values: ${values} }, { dependsOn: [catalog] })`
}
