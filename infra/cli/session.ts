import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { paths } from '../lab/paths.ts'
import { apiOf } from '../lab/providers/kubernetes/api.ts'
import { Unreachable, unreachable } from '../lab/providers/kubernetes/errors.ts'
import { clusterFrom } from '../lab/providers/kubernetes/kubeconfig.ts'
import type { PlatformOutputs, WorkloadOutputs } from '../outputs.ts'
import { otherCluster, outputs as readOutputs } from '../pulumi.ts'
import { upCommand } from '../upCommand.ts'
import { type Cluster, connect } from './cluster.ts'
import { exitCode, Failure } from './failure.ts'
import { findTarget, type Target } from './target.ts'

const answerSeconds = 15

/** A platform that is up: its cluster, and what its stack exports. */
export interface Session {
  readonly target: Target
  readonly cluster: Cluster
  readonly outputs: PlatformOutputs
}

/** @throws Failure when its cluster cannot be reached, or nothing has been built there */
export async function openSession(stack: string): Promise<Session> {
  const target = findTarget()
  const { kubeconfig } = target
  if (!existsSync(kubeconfig)) throw notUp(stack)
  await requireReachable(target)
  const report = (line: string) => process.stderr.write(`${line}\n`)
  const outputs = (await readOutputs({ stack, kubeconfig, report })) as unknown as PlatformOutputs
  if (outputs.workloads === undefined) throw notUp(stack, target)
  const difference = await otherCluster({ stack, kubeconfig })
  if (difference !== undefined)
    throw new Failure(`stack ${stack} is not here: ${difference}`, exitCode.notReady)
  return { target, cluster: connect(kubeconfig), outputs }
}

/** @throws Failure when the API server does not answer, with its address */
export async function requireReachable({ kind, kubeconfig }: Target): Promise<void> {
  const cluster = clusterFrom({ kubeconfig })
  const silence = sleep(answerSeconds * 1000, undefined, { ref: false }).then(() => {
    throw unreachable(cluster, new Error(`no answer within ${answerSeconds} s`))
  })
  await Promise.race([apiOf(cluster)({ path: '/version' }), silence]).catch((error: Error) => {
    const advice = kind === 'lab' ? ' `npm run up` starts the lab.' : ''
    throw new Failure(
      error instanceof Unreachable
        ? `${error.message}${advice}`
        : `${cluster.server.origin} (from ${cluster.origin}) refused: ${error.message}`,
      exitCode.notReady,
    )
  })
}

export function workloadOutputs(outputs: PlatformOutputs, name: string): WorkloadOutputs {
  const found = outputs.workloads[name]
  if (found === undefined)
    throw new Failure(
      `stack ${outputs.environment} has no workload ${name}; it has: ${Object.keys(outputs.workloads).join(', ')}`,
      exitCode.usage,
    )
  return found
}

export function notUp(stack: string, target?: Target): Failure {
  const where =
    target?.kind === 'own' ? ` on the cluster of ${target.kubeconfig}, as far as ${paths().home} knows` : ''
  const own = target?.kind !== 'own' && stack !== 'loc' ? 'with KUBECONFIG set to its cluster, ' : ''
  return new Failure(
    `stack ${stack} is not up${where}; ${own}\`${upCommand(stack)}\` builds it`,
    exitCode.notReady,
  )
}
