import type { Command } from 'commander'
import type { Surroundings } from '../workloadCommands.ts'
import { addDataCommands } from './dataCommands.ts'
import { addQuestionCommands } from './questionCommands.ts'
import { addStoreCommands } from './storeCommands.ts'

/** `students`: the school's database, from its export to the answers of the named queries. */
export function addStudentsCommands(
  program: Command,
  { signal, interruptible }: Pick<Surroundings, 'signal' | 'interruptible'>,
): void {
  const group = program.command('students').description("the school's database and its 99 named queries")
  addDataCommands(group, interruptible)
  addQuestionCommands(group, signal)
  addStoreCommands(group, () => program.opts<{ stack: string }>().stack, signal)
}
