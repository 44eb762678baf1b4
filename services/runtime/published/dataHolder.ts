import type { Logger } from 'pino'
import { explain, RefusedError, UnavailableError } from '../errors.ts'
import { pollUntilStopped } from '../pollUntilStopped.ts'
import { isTransient } from '../retry.ts'
import type { OpenData, PublishedData } from '../workload/publishedData.ts'
import type { LocalVersions } from './localVersions.ts'
import type { Publication } from './publication.ts'
import type { PublishedMetrics } from './publishedMetrics.ts'

export interface HeldData {
  readonly publication: Publication
  readonly data: OpenData
}

export interface DataHolder {
  /** The version in service; replaced as a whole. */
  readonly current: HeldData | undefined
  /** Whether it is known what to answer: the version that is published, or that there is none. */
  readonly isReady: boolean
  /** Looks once, and opens what is published if it is another version than the one in service. Never throws. */
  poll(): Promise<void>
  start(): void
  /** Ends the version in service, once what was asked of it is answered. */
  stop(): Promise<void>
}

export interface DataHolderOptions {
  readonly latest: () => Promise<Publication | undefined>
  readonly local: LocalVersions
  readonly metrics: PublishedMetrics
  readonly log: Logger
  readonly pollMs: number
}

const longestWaitMs = 120_000

/** Keeps the published version of some data in service. */
export function dataHolder(
  { open }: Pick<PublishedData, 'open'>,
  { latest, local, metrics, log, pollMs }: DataHolderOptions,
): DataHolder {
  const stopping = new AbortController()
  let current: HeldData | undefined
  let knowsNone = false
  let failures = 0
  let closing = 0
  let kept: string | undefined

  /** Ends a version once what was asked of it is answered, which may take as long as many questions do. */
  async function close({ publication, data }: HeldData): Promise<void> {
    closing++
    try {
      await data.close()
    } catch (error) {
      log.error({ version: publication.version, reason: explain(error) }, 'data were not closed')
    }
    closing--
  }

  /** Until all versions before are closed their files stay. */
  async function keepCurrent(): Promise<void> {
    if (current === undefined || closing > 0 || kept === current.publication.version) return
    const { publication } = current
    await local.keep(publication)
    kept = publication.version
  }

  async function serve(publication: Publication): Promise<void> {
    const data = await open(await local.bring(publication))
    const before = current
    current = { publication, data }
    metrics.opened(publication)
    log.info({ version: publication.version }, 'data in service')
    if (before !== undefined) void close(before)
  }

  async function poll(): Promise<void> {
    try {
      const publication = await latest()
      knowsNone = publication === undefined
      if (publication !== undefined && publication.version !== current?.publication.version)
        await serve(publication)
      await keepCurrent()
      if (failures > 0) log.info({ polls: failures }, 'it is known again what is published')
      failures = 0
    } catch (error) {
      pollFailed(error)
    }
  }

  /** A key that is refused is what a replica begins with that starts before the object store knows it. */
  function pollFailed(error: unknown): void {
    const isRefused = error instanceof RefusedError
    const isOutage = isRefused || error instanceof UnavailableError || isTransient(error)
    metrics.failed(isOutage ? 'source' : 'data')
    if (failures++ > 0 && isOutage) return
    const found = { serving: current?.publication.version, reason: explain(error) }
    if (isRefused) log.warn(found, 'waits until the object store lets it read')
    else log.error(found, 'no newer data')
  }

  /** What was kept before a restart serves at once, even while the store does not answer. */
  async function restore(): Promise<void> {
    try {
      const kept = await local.latest()
      if (kept !== undefined) await serve(kept)
    } catch (error) {
      log.warn({ reason: explain(error) }, 'the data kept here is not usable')
    }
  }

  async function run(): Promise<void> {
    await restore()
    await pollUntilStopped({
      ...{ poll, pollMs, longestMs: longestWaitMs, stopped: stopping.signal },
      failures: () => failures,
    })
  }

  return {
    get current() {
      return current
    },
    get isReady() {
      return current !== undefined || knowsNone
    },
    poll,
    start: () => void run(),
    async stop() {
      stopping.abort()
      await current?.data.close()
    },
  }
}
