import { noRetry, type RetryPolicy, retry } from '../retry.ts'

export interface MlflowOptions {
  readonly retry?: RetryPolicy
  /** For one attempt of one request. */
  readonly timeoutMs?: number
}

/** An answer of MLflow that says no. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError'
  readonly status: number
  /** MLflow's own code: `RESOURCE_DOES_NOT_EXIST`. */
  readonly errorCode: string
  constructor(message: string, status: number, errorCode: string) {
    super(message)
    this.status = status
    this.errorCode = errorCode
  }
}

type Body = Readonly<Record<string, unknown>>

export interface Creation<T> {
  readonly create: readonly [path: string, body: Body]
  readonly created: (answer: Record<string, T>) => T
  readonly search: readonly [method: 'GET' | 'POST', path: string, body: Body]
  readonly found: (answer: Record<string, T[] | undefined>) => T | undefined
}

export interface MlflowTransport {
  /** `MLflow at http://mlflow:5000`, for messages. */
  readonly where: string
  /** @throws MlflowError for a refusal, UnavailableError when the attempts are used up */
  request<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body: Body): Promise<T>
  /** Creates something. After an attempt whose answer may have been lost, looks for it before creating it again. */
  createOnce<T>(creation: Creation<T>): Promise<T>
}

async function once<T>(where: string, url: string, init: RequestInit, path: string): Promise<T> {
  const response = await fetch(url, init)
  const text = await response.text()
  let answer: { error_code?: string; message?: string }
  try {
    answer = JSON.parse(text)
  } catch {
    throw new MlflowError(
      `${where}: ${path} answered ${response.status} without JSON: ${text.slice(0, 200)}`,
      response.ok ? 502 : response.status,
      '',
    )
  }
  if (response.ok) return answer as T
  throw new MlflowError(
    `${where}: ${path} answered ${response.status}: ${answer.message ?? text.slice(0, 200)}`,
    response.status,
    answer.error_code ?? '',
  )
}

/** Requests to MLflow's REST interface 2.0, retried by the policy. */
export function mlflowTransport(uri: string, options: MlflowOptions = {}): MlflowTransport {
  const { timeoutMs = 10_000, retry: policy = noRetry } = options
  const where = `MLflow at ${uri}`
  const base = `${uri.replace(/\/+$/, '')}/api/2.0/mlflow`

  const send = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body: Body): Promise<T> => {
    const signal = AbortSignal.timeout(timeoutMs)
    if (method === 'GET') {
      const query = new URLSearchParams(body as Record<string, string>)
      return once(where, `${base}/${path}?${query}`, { signal }, path)
    }
    const headers = { 'content-type': 'application/json' }
    return once(where, `${base}/${path}`, { method, signal, headers, body: JSON.stringify(body) }, path)
  }

  return {
    where,
    request: (method, path, body) => retry(where, policy, () => send(method, path, body)),
    createOnce: <T>({ create, created, search, found }: Creation<T>) =>
      retry(where, policy, async (attempt) => {
        const existing = attempt > 1 ? found(await send(...search)) : undefined
        return existing ?? created(await send('POST', ...create))
      }),
  }
}
