import { DataError } from '../../services/runtime/errors.ts'
import { exitCode, Failure } from './failure.ts'

/**
 * Does work with data: what is wrong with it is the user's to put right.
 * @param origin of the data, said before what is wrong
 * @param faults errors that are the data's and not the program's
 * @throws Failure in place of these
 */
export async function fromData<Result>(
  origin: string,
  work: () => Result | Promise<Result>,
  faults: readonly (new (...args: never[]) => Error)[] = [DataError],
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (faults.some((fault) => error instanceof fault))
      throw new Failure(`${origin}: ${(error as Error).message}`, exitCode.usage)
    throw error
  }
}
