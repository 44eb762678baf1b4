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
