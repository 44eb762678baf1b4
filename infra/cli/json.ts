import { exitCode, Failure } from './failure.ts'

/** @param what where the text is from, for the error: `--parameters` */
export function jsonFrom(what: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(`${what} is not JSON: ${(error as Error).message}`, exitCode.usage)
  }
}
