/** How a workload is served, where it is not as usual. */
export interface Served {
  /** Which part of the requests a second model gets to see: canary, A/B test or shadow. */
  readonly traffic?: object | undefined
  /** Requests of nearly the same time that are worked on together. */
  readonly batch?: { readonly rows: number; readonly waitMs: number } | undefined
  /** Of the log of requests and answers. */
  readonly audit?:
    | {
        readonly rows?: number | undefined
        readonly seconds?: number | undefined
        readonly days?: number | undefined
      }
    | undefined
}

/** The variables of the serving process that say so. */
export function servedVariables({ traffic, batch, audit }: Served = {}): Record<string, string | number> {
  const all = {
    ATOLL_TRAFFIC: traffic && JSON.stringify(traffic),
    ATOLL_BATCH_ROWS: batch?.rows,
    ATOLL_BATCH_WAIT_MS: batch?.waitMs,
    ATOLL_AUDIT_ROWS: audit?.rows,
    ATOLL_AUDIT_SECONDS: audit?.seconds,
    ATOLL_AUDIT_DAYS: audit?.days,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    string | number
  >
}
