import type { Cluster } from './kubeconfig.ts'

/** The body of an error answer of the API server. */
export interface Status {
  readonly message?: string
  readonly reason?: string
  readonly details?: { readonly causes?: readonly Cause[] }
}

export interface Cause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

/** The API server answered with an error. */
export class ApiError extends Error {
  readonly code: number
  readonly status: Status
  readonly retryAfter: string | undefined

  constructor(code: number, status: Status, request: { method?: string; path: string }, retryAfter?: string) {
    super(status.message || `${request.method ?? 'GET'} ${request.path} was answered with ${code}`)
    this.code = code
    this.status = status
    this.retryAfter = retryAfter
  }

  get causes(): readonly Cause[] {
    return this.status.details?.causes ?? []
  }
}

/** The API server did not answer. */
export class Unreachable extends Error {}

/** The server knows no such kind: its CustomResourceDefinition may come later. */
export class UnknownKind extends Error {
  constructor(apiVersion: string, kind: string) {
    super(
      `The cluster has no kind ${kind} in ${apiVersion}. Is its CustomResourceDefinition there, and is apiVersion right?`,
    )
  }
}

export function unreachable(cluster: Cluster, error: unknown): Unreachable {
  const { code, message } = error as NodeJS.ErrnoException
  const why = code === 'ECONNREFUSED' ? 'connection refused' : message || code || String(error)
  return new Unreachable(
    `The Kubernetes API server ${cluster.server.origin} (from ${cluster.origin}) is unreachable: ${why}.`,
  )
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404
}

export function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 409 && error.status.reason !== 'AlreadyExists'
}

/**
 * What a field conflict means, from the server's causes, e.g.
 * `conflict with "kubectl" using apps/v1` at `.spec.replicas`.
 */
export function describeConflict(error: ApiError, object: string): string {
  const owned = error.causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field, message }) => {
      const owner = /conflict with "([^"]+)"/.exec(message ?? '')?.[1] ?? message
      return `  ${field?.replace(/^\./, '')} is set by "${owner}"`
    })
  if (owned.length === 0) return `${object}: ${error.message}`
  return [
    `${object} has fields that someone else has set to other values:`,
    ...owned,
    'Leave these fields out, or take them over with the annotation pulumi.com/patchForce: "true".',
  ].join('\n')
}
