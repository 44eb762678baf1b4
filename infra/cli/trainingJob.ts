import { setTimeout as sleep } from 'node:timers/promises'
import type { V1CronJob, V1EnvVar, V1Job, V1Pod } from '@kubernetes/client-node'
import type { TrainingResult } from '../../services/runtime/training/trainingResult.ts'
import { type Cluster, podsOf } from './cluster.ts'
import { Failure } from './failure.ts'
import type { Report } from './steps.ts'

/**
 * A Job made from a CronJob's template, as `kubectl create job --from` makes it, with further environment. The CronJob
 * controls it, so that its limits of history remove it.
 */
export function jobFromCronJob(
  cronJob: V1CronJob,
  name: string,
  environment: readonly V1EnvVar[],
  deadlineSeconds = cronJob.spec!.jobTemplate.spec!.activeDeadlineSeconds,
): V1Job {
  const { metadata, spec } = structuredClone(cronJob.spec!.jobTemplate)
  for (const container of spec!.template.spec!.containers) {
    const given = new Set(environment.map((variable) => variable.name))
    container.env = [...(container.env ?? []).filter((variable) => !given.has(variable.name)), ...environment]
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...metadata,
      name,
      namespace: cronJob.metadata!.namespace!,
      annotations: { ...metadata?.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: cronJob.metadata!.name!,
          uid: cronJob.metadata!.uid!,
          controller: true,
        },
      ],
    },
    spec: {
      ...spec!,
      ...(deadlineSeconds !== undefined && { activeDeadlineSeconds: deadlineSeconds }),
    },
  }
}

/** Why a pod cannot start, if its state says so: an image that cannot be pulled, no room on any node. */
export function startProblem(pod: V1Pod): string | undefined {
  const waiting = pod.status?.containerStatuses?.map(({ state }) => state?.waiting).find(Boolean)
  if (waiting?.reason !== undefined && /ErrImage|ImagePull|InvalidImage|CreateContainer/.test(waiting.reason))
    return `${waiting.reason}: ${waiting.message ?? ''}`
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  return scheduled?.status === 'False' ? `not scheduled: ${scheduled.message}` : undefined
}

/**
 * Runs a workload's training once, as a Job, and gives its result.
 * @param timeoutSeconds for the whole Job; it is deleted when that is over
 * @throws Failure with the Job's last log lines
 */
export async function runTraining(
  cluster: Cluster,
  cronJobName: { readonly namespace: string; readonly name: string },
  options: {
    readonly environment: Readonly<Record<string, string>>
    readonly timeoutSeconds: number
    /** After which Kubernetes ends the Job, instead of the template's. */
    readonly deadlineSeconds?: number
    readonly report: Report
    readonly signal?: AbortSignal
  },
): Promise<TrainingResult> {
  const { namespace } = cronJobName
  options.signal?.throwIfAborted()
  const cronJob = await cluster.batch.readNamespacedCronJob(cronJobName)
  const name = `${cronJobName.name}-${Date.now().toString(36)}`
  const environment = Object.entries(options.environment).map(([name, value]) => ({ name, value }))
  const body = jobFromCronJob(cronJob, name, environment, options.deadlineSeconds)
  await cluster.batch.createNamespacedJob({ namespace, body })
  const stop = () => cluster.batch.deleteNamespacedJob({ namespace, name, propagationPolicy: 'Background' })
  const deadline = Date.now() + options.timeoutSeconds * 1000
  let shown = 0
  for (;;) {
    const seen = await look(cluster, namespace, name).catch((error: { code?: unknown; message: string }) => {
      if (isRefusal(error)) throw error
      options.report(`the API server does not answer: ${error.message.split('\n')[0]}`)
      return undefined
    })
    if (seen !== undefined) {
      for (const line of seen.lines.slice(shown)) if (!line.startsWith('{')) options.report(line)
      shown = Math.max(shown, seen.lines.length)
      for (const problem of seen.problems) options.report(problem)
      if (seen.complete) return trainingResult(seen.lines)
      if (seen.failed !== undefined)
        throw new Failure(`training ${name} failed: ${seen.failed}\n${seen.lines.slice(-15).join('\n')}`)
    }
    if (options.signal?.aborted === true) {
      await stop()
      throw new Failure(`training ${name} was interrupted and its Job deleted`)
    }
    if (Date.now() > deadline) {
      await stop()
      throw new Failure(
        `training ${name} took longer than ${options.timeoutSeconds} s; its Job was deleted. Last lines:\n${seen?.lines.slice(-15).join('\n')}`,
      )
    }
    await sleep(500)
  }
}

/** Whether the API server said no, so that asking again is of no use: 429 only says that it is busy. */
export function isRefusal({ code }: { readonly code?: unknown }): boolean {
  return typeof code === 'number' && code < 500 && code !== 429
}

interface Seen {
  readonly lines: readonly string[]
  readonly problems: readonly string[]
  readonly complete: boolean
  /** Why the Job failed. */
  readonly failed: string | undefined
}

/** Reads the Job before its log, so that the log of one that has ended is whole. */
async function look(cluster: Cluster, namespace: string, name: string): Promise<Seen> {
  const { status } = await cluster.batch.readNamespacedJob({ namespace, name })
  const holds = (type: string) =>
    status?.conditions?.find((condition) => condition.type === type && condition.status === 'True')
  const failure = holds('Failed')
  const pods = await podsOf(cluster, namespace, `job-name=${name}`)
  return {
    lines: await logLines(cluster, namespace, pods),
    problems: pods.map(startProblem).filter((problem) => problem !== undefined),
    complete: holds('Complete') !== undefined,
    failed: failure && (failure.message ?? failure.reason ?? 'no reason given'),
  }
}

/** The last line that a training prints is its result, one JSON object. */
export function trainingResult(lines: readonly string[]): TrainingResult {
  const last = lines.findLast((line) => line.startsWith('{'))
  if (last === undefined)
    throw new Failure(`training ended without a result:\n${lines.slice(-15).join('\n')}`)
  return JSON.parse(last) as TrainingResult
}

async function logLines(cluster: Cluster, namespace: string, pods: readonly V1Pod[]): Promise<string[]> {
  const pod = pods
    .toSorted((a, b) => +a.metadata!.creationTimestamp! - +b.metadata!.creationTimestamp!)
    .at(-1)
  if (pod === undefined || pod.status?.phase === 'Pending') return []
  const text = await cluster.core
    .readNamespacedPodLog({ namespace, name: pod.metadata!.name! })
    .catch((error: { code?: number }) => {
      if (error.code === 400 || error.code === 404) return ''
      throw error
    })
  return String(text ?? '')
    .split('\n')
    .filter((line) => line !== '')
}
