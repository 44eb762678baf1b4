import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { Log, type V1Pod } from '@kubernetes/client-node'
import { type Cluster, podsOf } from './cluster.ts'
import { exitCode, Failure } from './failure.ts'
import { linesTo } from './linesTo.ts'
import { readableLine } from './readableLine.ts'

export interface LogOptions {
  readonly follow: boolean
  /** Lines of each pod or process to begin with. Default 100, or all with `since`. */
  readonly tail?: number
  /** Seconds; older lines of pods are left out. */
  readonly since?: number
  /** Lines as they were written, without their pod's name. */
  readonly json: boolean
}

/** Whether a pod is what a name stands for: itself, its application, or the system or workload that its namespace is of. */
export function isOf(pod: V1Pod, name: string): boolean {
  const namespace = pod.metadata?.namespace ?? ''
  return [appOf(pod), pod.metadata?.name, namespace.slice(namespace.indexOf('-') + 1)].includes(name)
}

/**
 * Prints what each name has written: every pod of a system or workload, or labelled `app.kubernetes.io/name=NAME`, in the
 * platform's namespaces, each line after its pod's name; or a process of the lab (`kubelet`, `etcd`).
 * @throws Failure naming what there is, if a name is nothing
 */
export async function printLogs(
  names: readonly string[],
  cluster: Cluster | undefined,
  namespaces: readonly string[],
  labLogs: string,
  options: LogOptions,
): Promise<void> {
  const pods =
    cluster === undefined
      ? []
      : (await Promise.all(namespaces.map((namespace) => podsOf(cluster, namespace, '')))).flat()
  const prints = names.flatMap((name) => {
    const file = join(labLogs, `${name}.log`)
    if (existsSync(file)) return [() => printFile(file, options)]
    const chosen = pods.filter((pod) => isOf(pod, name))
    if (chosen.length === 0)
      throw new Failure(`nothing is named ${name}; ${known(pods, labLogs)}`, exitCode.usage)
    return chosen.map((pod) => () => printPod(cluster!, pod, options))
  })
  if (options.follow) await Promise.all(prints.map((print) => print()))
  else for (const print of prints) await print()
}

function appOf(pod: V1Pod): string | undefined {
  return pod.metadata?.labels?.['app.kubernetes.io/name']
}

function known(pods: readonly V1Pod[], labLogs: string): string {
  const names = new Set(pods.map((pod) => appOf(pod) ?? pod.metadata!.name!))
  const processes = existsSync(labLogs)
    ? readdirSync(labLogs)
        .filter((file) => file.endsWith('.log'))
        .map((file) => basename(file, '.log'))
    : []
  return `there is: ${[...names, ...processes].toSorted().join(', ') || 'nothing; `npm run up` starts it'}`
}

const usualTail = 100

/** `tail` follows a file through its rotation. */
async function printFile(file: string, { follow, tail = usualTail }: LogOptions): Promise<void> {
  const child = spawn('tail', ['-n', String(tail), ...(follow ? ['-F'] : []), file], { stdio: 'inherit' })
  await once(child, 'exit')
}

async function printPod(cluster: Cluster, pod: V1Pod, options: LogOptions): Promise<void> {
  const { follow, json, since, tail = since === undefined ? usualTail : undefined } = options
  const { name, namespace } = pod.metadata!
  const print = (line: string) =>
    process.stdout.write(json ? `${line}\n` : `${name}  ${readableLine(line)}\n`)
  for (const container of pod.spec!.containers) {
    const output = linesTo(print)
    try {
      await new Log(cluster.config).log(namespace!, name!, container.name, output, {
        follow,
        ...(tail === undefined ? {} : { tailLines: tail }),
        ...(since === undefined ? {} : { sinceSeconds: since }),
      })
    } catch (error) {
      const state = pod.status?.phase ?? 'unknown'
      const reason = (error as Error).message.split('\n')[0]
      process.stderr.write(`${name}  (no log, pod is ${state}: ${reason})\n`)
      continue
    }
    await finished(output).catch(() => {})
  }
}
