import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../kubernetes/errors.ts'
import type { ControlPlane } from './controlPlane.ts'

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: { readonly nodeName?: string }
}

/** Pods with a label, once there are as many as asked for. */
export async function podsOf(plane: ControlPlane, app: string, count: number): Promise<Pod[]> {
  for (;;) {
    const query = { labelSelector: `app=${app}` }
    const { items } = JSON.parse(
      (await plane.api({ path: '/api/v1/namespaces/default/pods', query })).body,
    ) as {
      items: Pod[]
    }
    if (items.length >= count) return items
    await sleep(100)
  }
}

/** Reports a pod's status as the kubelet of the node would, to which the pod is bound first. */
export async function report(plane: ControlPlane, { metadata, spec }: Pod, status: unknown): Promise<void> {
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`
  if (spec.nodeName === undefined) {
    await addNode(plane)
    const body = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: metadata.name },
      target: { kind: 'Node', name: node },
    }
    await plane.api({ method: 'POST', path: `${path}/binding`, body }).catch(ifPresent)
  }
  const contentType = 'application/merge-patch+json'
  await plane.api({ method: 'PATCH', path: `${path}/status`, body: { status }, contentType })
}

const node = 'node'

async function addNode(plane: ControlPlane): Promise<void> {
  const status = { conditions: [{ type: 'Ready', status: 'True' }] }
  const body = { apiVersion: 'v1', kind: 'Node', metadata: { name: node }, status }
  await plane.api({ method: 'POST', path: '/api/v1/nodes', body }).catch(ifPresent)
}

function ifPresent(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 409)) throw error
}

/** What the kubelet reports of a pod that runs and is ready. */
export const readyStatus = {
  phase: 'Running',
  podIP: '10.9.8.7',
  podIPs: [{ ip: '10.9.8.7' }],
  startTime: '2026-01-01T00:00:00Z',
  conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  })),
}

/** Of one whose container ends again and again. */
export const crashingStatus = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [
    {
      name: 'main',
      image: 'none',
      imageID: '',
      ready: false,
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
      lastState: { terminated: { exitCode: 7, reason: 'Error' } },
    },
  ],
}

export const failedStatus = {
  phase: 'Failed',
  containerStatuses: [
    {
      name: 'main',
      image: 'none',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode: 3, reason: 'Error', message: 'no data' } },
    },
  ],
}
