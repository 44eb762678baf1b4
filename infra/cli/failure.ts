import { ApiException } from '@kubernetes/client-node'

/** What the command's exit code says to a script. */
export const exitCode = { ok: 0, failure: 1, usage: 2, notReady: 3, interrupted: 130 } as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** An expected failure: its message is all that a person is shown, without a stack. */
export class Failure extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, code: ExitCode = exitCode.failure) {
    super(message)
    this.name = 'Failure'
    this.exitCode = code
  }
}

export function isMissing(error: unknown): error is ApiException<unknown> {
  return error instanceof ApiException && error.code === 404
}

/** One line on something of the cluster that the API server does not have, if that is what it answered. */
export function missing(error: unknown, upCommand: string): string | undefined {
  if (!isMissing(error)) return undefined
  const text = String(error.body)
  const message = /^\s*\{/.test(text) ? (JSON.parse(text) as { message?: string }).message : text
  return `The cluster lacks what this needs: ${message}; \`${upCommand}\` makes it again`
}

const why: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on its disk',
  EDQUOT: 'the quota of its disk is used up',
  EROFS: 'its file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
}

/** One line on a file or directory that could not be written, if that is what an error of the system says. */
export function unwritable(error: NodeJS.ErrnoException): string | undefined {
  const { code = '', path, syscall } = error
  const reason = why[code] ?? (syscall === 'mkdir' ? `a directory of it cannot be made (${code})` : undefined)
  if (reason === undefined || (path === undefined && code !== 'ENOSPC')) return undefined
  return `${path ?? 'A file'} cannot be written: ${reason}. ATOLL_HOME and ATOLL_CACHE can name other directories, such as on another disk`
}
