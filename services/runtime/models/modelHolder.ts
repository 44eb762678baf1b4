import type { Logger } from 'pino'
import { explain, ModelError, UnavailableError } from '../errors.ts'
import type { ServingMetrics } from '../metrics/servingMetrics.ts'
import { pollUntilStopped } from '../pollUntilStopped.ts'
import { isTransient } from '../retry.ts'
import { sha256 } from '../sha256.ts'
import type { AnyWorkload } from '../workload.ts'
import type { ModelCache } from './modelCache.ts'
import type { ModelRelease, ModelSource } from './modelSource.ts'

export interface LoadedModel {
  readonly version: string
  readonly sha256: string
  // biome-ignore lint/suspicious/noExplicitAny: only the workload knows its model's type
  readonly model: any
}

export interface ModelHolder {
  /** The model in service; replaced as a whole, so read it once per request. */
  readonly current: LoadedModel | undefined
  /** Looks once: loads the release if it is another than the one in service. Never throws. */
  poll(): Promise<void>
  /** Serves the local copy, if there is one, and polls until stopped. */
  start(): void
  stop(): void
}

export interface ModelHolderOptions {
  readonly metrics: Pick<ServingMetrics, 'modelLoaded' | 'reloadFailed'>
  readonly log: Logger
  readonly cache?: ModelCache
  readonly pollMs: number
  /** Longest wait between polls while the source does not answer. */
  readonly longestPollMs: number
  /** A model that failed is tried again after this, doubled at each failure up to 60 times as much. */
  readonly retryMs: number
}

const isOutage = (error: unknown) => error instanceof UnavailableError || isTransient(error)

/** Decodes verified bytes and answers each route's example before anyone else may ask. */
async function load(workload: AnyWorkload, release: ModelRelease, bytes: Uint8Array): Promise<LoadedModel> {
  const { version } = release
  const found = sha256(bytes)
  if (found !== release.sha256)
    throw new ModelError(`the bytes have SHA-256 ${found}, and should have ${release.sha256}`)
  const model = workload.decode(bytes)
  for (const route of workload.serving.routes)
    route.response.parse(
      route.predict(model, route.request.parse(route.exampleFor?.(model) ?? route.example)),
    )
  return { version, sha256: found, model }
}

/** Keeps the newest usable release of a workload's model in service. */
export function modelHolder(
  workload: AnyWorkload,
  source: ModelSource,
  options: ModelHolderOptions,
): ModelHolder {
  const { metrics, log, cache, pollMs, longestPollMs, retryMs } = options
  const stopping = new AbortController()
  let current: LoadedModel | undefined
  let unanswered = 0
  let bad: { readonly key: string; readonly failures: number; readonly retryAt: number } | undefined

  const keyOf = ({ version, sha256 }: { version: string; sha256: string }) => `${version} ${sha256}`

  const serve = (loaded: LoadedModel, from: string) => {
    current = loaded
    metrics.modelLoaded(loaded.version, loaded.sha256)
    log.info({ version: loaded.version, sha256: loaded.sha256, from }, 'model in service')
  }

  const sourceFailed = (error: unknown) => {
    metrics.reloadFailed('source')
    if (unanswered++ === 0) log.warn({ reason: explain(error) }, 'the source of models does not answer')
  }

  const sourceAnswered = () => {
    if (unanswered > 0) log.info({ polls: unanswered }, 'the source of models answers again')
    unanswered = 0
  }

  const modelFailed = (release: ModelRelease, error: unknown) => {
    metrics.reloadFailed('model')
    const key = keyOf(release)
    const failures = bad?.key === key ? bad.failures + 1 : 1
    const delay = Math.min(retryMs * 2 ** (failures - 1), retryMs * 60)
    bad = { key, failures, retryAt: performance.now() + delay }
    const serving = current?.version ?? 'none'
    log.error({ version: release.version, serving, reason: explain(error) }, 'model not usable')
  }

  const keep = async (release: ModelRelease, bytes: Uint8Array) => {
    try {
      await cache?.save(release, bytes)
    } catch (error) {
      log.warn({ reason: explain(error) }, 'no local copy of the model')
    }
  }

  const isWanted = (release: ModelRelease): boolean => {
    const key = keyOf(release)
    if (current !== undefined && keyOf(current) === key) return false
    return bad?.key !== key || performance.now() >= bad.retryAt
  }

  async function poll(): Promise<void> {
    let release: ModelRelease | undefined
    let bytes: Uint8Array
    try {
      release = await source.latest()
    } catch (error) {
      return sourceFailed(error)
    }
    if (release === undefined || !isWanted(release)) return sourceAnswered()
    try {
      bytes = await release.read()
    } catch (error) {
      if (isOutage(error)) return sourceFailed(error)
      sourceAnswered()
      return modelFailed(release, error)
    }
    sourceAnswered()
    try {
      serve(await load(workload, release, bytes), 'source')
      bad = undefined
    } catch (error) {
      return modelFailed(release, error)
    }
    await keep(release, bytes)
  }

  async function restore(): Promise<void> {
    try {
      const release = await cache?.latest()
      if (release !== undefined) serve(await load(workload, release, await release.read()), 'local copy')
    } catch (error) {
      log.warn({ reason: explain(error) }, 'the local copy of the model is not usable')
    }
  }

  async function run(): Promise<void> {
    await restore()
    await pollUntilStopped({
      ...{ poll, pollMs, longestMs: longestPollMs, stopped: stopping.signal },
      failures: () => unanswered,
    })
  }

  return {
    get current() {
      return current
    },
    poll,
    start: () => void run(),
    stop: () => stopping.abort(),
  }
}
