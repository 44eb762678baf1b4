import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { Log, type LogOptions as PodLogOptions, type V1Pod } from '@kubernetes/client-node'
import { type Cluster, podsOf } from './cluster.ts'
import { exitCode, Failure } from './failure.ts'
import { mergedByTime, type TimedLine } from './mergedByTime.ts'
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
 * platform's namespaces, each line after its pod's name, in order of time; or a process of the lab (`kubelet`, `etcd`).
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
  const fileOf = (name: string) => join(labLogs, `${name}.log`)
  const files = names.map(fileOf).filter((file) => existsSync(file))
  const ofPods = names.filter((name) => !existsSync(fileOf(name)))
  const nothing = ofPods.find((name) => !pods.some((pod) => isOf(pod, name)))
  if (nothing !== undefined)
    throw new Failure(`nothing is named ${nothing}; ${known(pods, labLogs)}`, exitCode.usage)
  const chosen = pods.filter((pod) => ofPods.some((name) => isOf(pod, name)))
  const prints = [
    ...files.map((file) => () => printFile(file, options)),
    ...(chosen.length > 0 ? [() => printPods(cluster!, chosen, options)] : []),
  ]
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

/** One container's log. */
interface Source {
  readonly pod: string
  readonly namespace: string
  readonly container: string
  /** Of the pod, as the cluster names it. */
  readonly phase: string
  /** Of the line that was printed last. */
  last?: string
  hasNone?: true
}

interface SourceLine extends TimedLine {
  readonly source: Source
}

/** What has been written in order of time, then what is written as it comes. */
async function printPods(cluster: Cluster, pods: readonly V1Pod[], options: LogOptions): Promise<void> {
  const { follow, json, since, tail = since === undefined ? usualTail : undefined } = options
  const begun = new Date().toISOString()
  const sources = pods.flatMap(({ metadata, spec, status }) =>
    spec!.containers.map(({ name: container }): Source => {
      const { name, namespace } = metadata!
      return { pod: name!, namespace: namespace!, container, phase: status?.phase ?? 'unknown' }
    }),
  )
  const print = ({ source, time, text }: SourceLine) => {
    source.last = time
    process.stdout.write(json ? `${text}\n` : `${source.pod}  ${readableLine(text)}\n`)
  }
  const before = {
    ...(tail === undefined ? {} : { tailLines: tail }),
    ...(since === undefined ? {} : { sinceSeconds: since }),
  }
  if (tail !== 0)
    for await (const line of mergedByTime(sources.map((source) => linesOf(cluster, source, before))))
      print(line)
  if (!follow) return
  const followed = sources.map(async (source) => {
    const { last = '', hasNone } = source
    if (hasNone) return
    const after = { follow, sinceTime: last || begun }
    // The API takes whole seconds, of which lines have been printed.
    for await (const line of linesOf(cluster, source, after)) if (line.time > last) print(line)
  })
  await Promise.all(followed)
}

async function* linesOf(
  cluster: Cluster,
  source: Source,
  options: PodLogOptions,
): AsyncGenerator<SourceLine> {
  const { pod, namespace, container, phase } = source
  const output = new PassThrough()
  try {
    await new Log(cluster.config).log(namespace, pod, container, output, { ...options, timestamps: true })
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]
    process.stderr.write(`${pod}  (no log, pod is ${phase}: ${reason})\n`)
    source.hasNone = true
    return
  }
  let rest = ''
  for await (const chunk of output.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop()!
    for (const line of lines) yield timed(source, line)
  }
  if (rest !== '') yield timed(source, rest)
}

/** A line as the API gives it: `2026-01-02T03:04:05.000000006Z text`. */
function timed(source: Source, line: string): SourceLine {
  const end = line.indexOf(' ')
  return { source, time: line.slice(0, end), text: line.slice(end + 1) }
}
