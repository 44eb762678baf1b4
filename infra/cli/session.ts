import { existsSync } from 'node:fs'
import type { PlatformOutputs, WorkloadOutputs } from '../outputs.ts'
import { outputs as readOutputs } from '../pulumi.ts'
import { type Cluster, connect } from './cluster.ts'
import { exitCode, Failure } from './failure.ts'
import { findTarget, type Target } from './target.ts'

/** A platform that is up: its cluster, and what its stack exports. */
export interface Session {
  readonly target: Target
  readonly cluster: Cluster
  readonly outputs: PlatformOutputs
}

/** @throws Failure when nothing has been built yet */
export async function openSession(stack: string): Promise<Session> {
  const target = findTarget()
  if (!existsSync(target.kubeconfig)) throw notUp()
  const outputs = (await readOutputs({ stack, kubeconfig: target.kubeconfig })) as unknown as PlatformOutputs
  if (outputs.workloads === undefined) throw notUp()
  const cluster = connect(target.kubeconfig)
  await cluster.core.listNamespace({ limit: 1 }).catch((error: Error) => {
    throw new Failure(
      `the cluster of ${target.kubeconfig} does not answer (${error.message.split('\n')[0]}); \`npm run up\` starts the lab`,
      exitCode.notReady,
    )
  })
  return { target, cluster, outputs }
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

function notUp(): Failure {
  return new Failure('the platform is not up; `npm run up` builds it', exitCode.notReady)
}
