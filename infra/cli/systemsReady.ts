import { setTimeout as sleep } from 'node:timers/promises'
import { untilAborted } from '../../services/runtime/retry.ts'
import type { Endpoint, PlatformOutputs } from '../outputs.ts'
import { type Cluster, isReady, podsOf } from './cluster.ts'
import { Failure } from './failure.ts'
import type { Waiting } from './steps.ts'

/** Pods of a system that serve or should serve, and how many of them are ready. */
export async function systemPods(
  cluster: Cluster,
  { namespace, service }: Endpoint,
): Promise<{ ready: number; wanted: number }> {
  const { spec } = await cluster.core.readNamespacedService({ namespace, name: service })
  const selector = Object.entries(spec?.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  const running = (await podsOf(cluster, namespace, selector)).filter(
    (pod) => pod.status?.phase !== 'Succeeded',
  )
  return { ready: running.filter(isReady).length, wanted: Math.max(1, running.length) }
}

/**
 * Waits until every system has all its pods ready: Pulumi waits for what it changes alone, and a cluster that was
 * stopped starts its pods again by itself.
 * @throws Failure naming the systems that are not, after `timeoutSeconds`
 */
export async function waitForSystems(
  cluster: Cluster,
  { endpoints }: PlatformOutputs,
  { report, signal }: Waiting,
  timeoutSeconds = 180,
): Promise<string> {
  const deadline = Date.now() + timeoutSeconds * 1000
  for (;;) {
    const looks = Object.entries(endpoints).map(async ([name, endpoint]) => ({
      name,
      ...(await systemPods(cluster, endpoint)),
    }))
    const systems = await untilAborted(Promise.all(looks), signal)
    const waiting = systems.filter(({ ready, wanted }) => ready < wanted)
    if (waiting.length === 0) return systems.map(({ name }) => name).join(', ')
    const state = waiting.map(({ name, ready, wanted }) => `${name} ${ready}/${wanted} ready`).join(', ')
    if (Date.now() > deadline)
      throw new Failure(
        `after ${timeoutSeconds} s: ${state}; \`npm run logs -- ${waiting[0]!.name}\` may say why`,
      )
    report(state)
    await sleep(500, undefined, signal && { signal })
  }
}
