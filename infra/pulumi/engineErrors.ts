import { listed } from '../listed.ts'

/** One error of a run. */
export interface EngineError {
  /** `Deployment web`; absent where it is nobody's. */
  readonly whose?: string
  readonly text: string
}

/** What the program and its providers say once the engine has stopped listening, because of another error. */
const consequence = /resource monitor shut down|grpc: the client connection is closing/
const shown = 3

/** The errors of a run for people: what only follows from others is left out, and what several objects share is said once. */
export function tellErrors(errors: readonly EngineError[]): string {
  const causes = errors.filter(({ text }) => !consequence.test(text))
  const owners = new Map<string, string[]>()
  for (const { whose, text } of causes.length > 0 ? causes : errors) {
    const known = owners.get(text) ?? []
    owners.set(text, whose === undefined || known.includes(whose) ? known : [...known, whose])
  }
  return [...owners]
    .map(([text, whose]) => (whose.length === 0 ? text : `${listed(whose, shown)}: ${text}`))
    .join('\n')
}
