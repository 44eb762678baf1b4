import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import type { Surroundings } from './readiness.ts'

/** Why a pod does not run, and of which container the log tells more. */
export interface PodTrouble {
  readonly pod: string
  readonly text: string
  readonly log?: { readonly container: string; readonly previous: boolean }
}

/** What keeps pods from being ready; a pod that merely starts is in no trouble. */
export function podTroubles(pods: readonly KubernetesObject[]): PodTrouble[] {
  return pods.flatMap((pod) => troublesOf(pod as unknown as V1Pod))
}

const starting = new Set(['ContainerCreating', 'PodInitializing'])

function troublesOf(pod: V1Pod): PodTrouble[] {
  const name = pod.metadata?.name ?? ''
  const { conditions = [], phase, reason, message } = pod.status ?? {}
  if (phase === 'Succeeded') return []
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status === 'False') {
    return [{ pod: name, text: `${scheduled.reason ?? 'Unschedulable'}: ${scheduled.message ?? ''}` }]
  }
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const troubles = containers.flatMap((container) => containerTrouble(name, container))
  if (troubles.length === 0 && phase === 'Failed')
    return [{ pod: name, text: `${reason ?? 'Failed'}: ${message ?? ''}` }]
  return troubles
}

function containerTrouble(
  pod: string,
  { name, state, lastState, restartCount }: V1ContainerStatus,
): PodTrouble[] {
  if (state?.waiting !== undefined) {
    const { reason = '', message = '' } = state.waiting
    if (starting.has(reason) || reason === '') return []
    const ended = lastState?.terminated
    const exit =
      ended === undefined ? message : `exit code ${ended.exitCode}${ended.reason ? `, ${ended.reason}` : ''}`
    const text = `container ${name}: ${reason}${exit ? `: ${exit}` : ''}`
    return [{ pod, text, ...(ended && { log: { container: name, previous: true } }) }]
  }
  if (state?.terminated !== undefined && state.terminated.exitCode !== 0) {
    const { exitCode, reason, message } = state.terminated
    const text = `container ${name}: exit code ${exitCode}${reason ? `, ${reason}` : ''}${message ? `: ${message}` : ''}`
    return [{ pod, text, log: { container: name, previous: false } }]
  }
  if (state?.running !== undefined && restartCount > 0 && lastState?.terminated !== undefined) {
    const { exitCode, reason } = lastState.terminated
    const text = `container ${name}: restarted ${restartCount} times, last with exit code ${exitCode}${reason ? `, ${reason}` : ''}`
    return [{ pod, text, log: { container: name, previous: true } }]
  }
  return []
}

const shownPods = 3

/** The troubles as text, with the last lines of the logs that tell why. */
export async function explainPods(
  pods: readonly KubernetesObject[],
  around: Surroundings,
): Promise<string[]> {
  const namespaces = new Map(pods.map(({ metadata }) => [metadata.name, metadata.namespace ?? 'default']))
  return Promise.all(
    podTroubles(pods)
      .slice(0, shownPods)
      .map(async ({ pod, text, log }) => {
        const tail = log && (await around.logTail(namespaces.get(pod)!, pod, log.container, log.previous))
        return `pod ${pod}: ${text}${tail ? `\n${tail.trimEnd().replaceAll(/^/gm, '    ')}` : ''}`
      }),
  )
}
