/** One request and its answer, as the audit log keeps it. */
export interface AuditEntry {
  /** When the answer was ready, in milliseconds since 1970. */
  readonly time: number
  readonly route: string
  /** `champion`, `challenger`, or `shadow` for an answer that was never sent. */
  readonly variant: string
  /** Version of the model; empty if none answered. */
  readonly version: string
  readonly status: number
  readonly milliseconds: number
  readonly requestBytes: number
  /** JSON, or its bytes; null if it was too long, or could not be masked. */
  readonly request: string | Uint8Array | null
  readonly response: string | null
}

/** The same once it is text. */
export interface AuditRow extends AuditEntry {
  readonly request: string | null
}
