import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Writable } from 'node:stream'
import { Log, type V1Pod } from '@kubernetes/client-node'
import { type Cluster, podsOf } from './cluster.ts'
import { exitCode, Failure } from './failure.ts'

export interface LogOptions {
  readonly follow: boolean
  /** Lines of each pod or process to begin with. */
  readonly tail: number
}

/**
 * Prints what NAME has written: every pod labelled `app.kubernetes.io/name=NAME` in the platform's namespaces, each
 * line after its pod's name; or a process of the lab (`kubelet`, `etcd`).
 * @throws Failure naming what there is, if NAME is nothing
 */
export async function printLogs(
  name: string,
  cluster: Cluster | undefined,
  namespaces: readonly string[],
  labLogs: string,
  options: LogOptions,
): Promise<void> {
  const processLog = join(labLogs, `${name}.log`)
  if (existsSync(processLog)) return printFile(processLog, options)
  const pods =
    cluster === undefined
      ? []
      : (await Promise.all(namespaces.map((namespace) => podsOf(cluster, namespace, '')))).flat()
  const chosen = pods.filter((pod) => appOf(pod) === name || pod.metadata?.name === name)
  if (chosen.length === 0)
    throw new Failure(`nothing is named ${name}; ${known(pods, labLogs)}`, exitCode.usage)
  await Promise.all(chosen.map((pod) => printPod(cluster!, pod, options)))
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

/** `tail` follows a file through its rotation. */
async function printFile(file: string, { follow, tail }: LogOptions): Promise<void> {
  const child = spawn('tail', ['-n', String(tail), ...(follow ? ['-F'] : []), file], { stdio: 'inherit' })
  await once(child, 'exit')
}

async function printPod(cluster: Cluster, pod: V1Pod, { follow, tail }: LogOptions): Promise<void> {
  const { name, namespace } = pod.metadata!
  let rest = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop()!
      for (const line of lines) process.stdout.write(`${name}  ${line}\n`)
      done()
    },
  })
  const ended = new Promise<void>((resolve) => output.once('finish', resolve).once('close', resolve))
  for (const container of pod.spec!.containers) {
    try {
      await new Log(cluster.config).log(namespace!, name!, container.name, output, {
        follow,
        tailLines: tail,
      })
    } catch (error) {
      const state = pod.status?.phase ?? 'unknown'
      process.stdout.write(`${name}  (no log, pod is ${state}: ${(error as Error).message.split('\n')[0]})\n`)
      return
    }
  }
  await ended
}
