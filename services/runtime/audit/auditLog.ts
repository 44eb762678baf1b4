import type { Logger } from 'pino'
import { explain } from '../errors.ts'
import type { ObjectStore } from '../objectStore.ts'
import type { AuditEntry, AuditRow } from './auditEntry.ts'
import { auditParquet } from './auditParquet.ts'
import { maskJson } from './maskPersonal.ts'
import { reservoir } from './reservoir.ts'

export const auditPrefix = 'audit/'

/** What became of the rows offered: in the store, left out by sampling, or given up as the store did not take them. */
export type AuditOutcome = 'written' | 'sampled_out' | 'lost'

export interface AuditOptions {
  readonly store: Pick<ObjectStore, 'put' | 'list' | 'remove'>
  readonly log: Logger
  readonly count: (outcome: AuditOutcome, rows: number) => void
  /** Name of this replica. */
  readonly replica: string
  /** Most rows of one file; of more requests, a random sample of so many is kept. */
  readonly rows: number
  /** Between two files. */
  readonly seconds: number
  /** Longer requests and answers are left out; their bytes are said. */
  readonly maximumTextBytes: number
  /** Older files are removed. */
  readonly days: number
  /** Names of fields whose values are masked before anything is written. */
  readonly personal: readonly string[]
}

export interface AuditLog {
  /** Takes note of a request that has been answered; the entry is made only if it is kept. */
  record(make: () => AuditEntry): void
  /** Writes what there is. Never throws. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** Files that wait for the store. */
const mostWaiting = 8

/**
 * Keeps requests and answers as Parquet files `audit/<day>/<time>-<replica>-<number>.parquet` in the object store. Memory is
 * bounded: of many requests a sample is kept, whose rows say how many each stands for, and files that the store does
 * not take are tried again until there are too many of them.
 */
export function auditLog(options: AuditOptions): AuditLog {
  const { store, log, count, replica, seconds, maximumTextBytes } = options
  const personal = new Set(options.personal)
  const kept = reservoir<AuditRow>(options.rows)
  const waiting: { readonly key: string; readonly bytes: Uint8Array; readonly rows: number }[] = []
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()
  let files = 0
  let prunedOn = ''

  /** Text that is short enough to be kept: what is long is not held in memory. */
  const short = (value: string | Uint8Array | null): string | null => {
    if (value === null || value.length > maximumTextBytes) return null
    return typeof value === 'string' ? value : Buffer.from(value).toString()
  }
  const masked = (value: string | null) =>
    value === null || personal.size === 0 ? value : maskJson(value, personal)
  /** The message of an error may repeat what it found in a personal field. */
  const clean = (row: AuditRow): AuditRow => ({
    ...row,
    request: masked(row.request),
    response: personal.size > 0 && row.status !== 200 ? null : masked(row.response),
  })

  async function gather(): Promise<void> {
    const { items, offered } = kept.take()
    if (items.length === 0) return
    count('sampled_out', offered - items.length)
    const now = new Date().toISOString()
    const time = now.slice(11, 19).replaceAll(':', '')
    const key = `${auditPrefix}${now.slice(0, 10)}/${time}-${replica}-${++files}.parquet`
    try {
      const bytes = await auditParquet(items.map(clean), { replica, weight: offered / items.length })
      waiting.push({ key, bytes, rows: items.length })
    } catch (error) {
      count('lost', items.length)
      log.error({ reason: explain(error), rows: items.length }, 'audit rows could not be written')
    }
    while (waiting.length > mostWaiting) {
      const { rows } = waiting.shift()!
      count('lost', rows)
      log.warn({ rows }, 'audit rows given up: the object store has not taken them')
    }
  }

  async function send(): Promise<void> {
    while (waiting.length > 0) {
      const { key, bytes, rows } = waiting[0]
      await store.put(key, bytes, { 'Content-Type': 'application/vnd.apache.parquet' })
      waiting.shift()
      count('written', rows)
    }
  }

  /** Once a day, and the day begins at midnight of UTC. */
  async function prune(): Promise<void> {
    const today = new Date().toISOString().slice(0, 10)
    if (prunedOn === today) return
    const oldest = new Date(Date.now() - options.days * 86_400_000).toISOString().slice(0, 10)
    for (const { key } of await store.list(auditPrefix)) {
      if (key.slice(auditPrefix.length, auditPrefix.length + 10) < oldest) await store.remove(key)
    }
    prunedOn = today
  }

  async function work(): Promise<void> {
    await gather()
    try {
      await send()
      await prune()
    } catch (error) {
      log.warn({ reason: explain(error), files: waiting.length }, 'the audit log waits for the object store')
    }
  }

  const flush = () => {
    working = working.then(work)
    return working
  }

  return {
    record: (make) =>
      kept.offer(() => {
        const entry = make()
        return { ...entry, request: short(entry.request), response: short(entry.response) }
      }),
    flush,
    start() {
      timer = setInterval(flush, seconds * 1000).unref()
    },
    async stop() {
      clearInterval(timer)
      await flush()
    },
  }
}
