import type { NotebookImage } from '../components/ml/notebookPod.ts'
import type { PodSize, Sizes } from './presets.ts'
import { listProblems, type Problem } from './problems.ts'
import type { StackFile } from './stackSchema.ts'
import { systemNames } from './systems.ts'

/** A person or a team with a notebook. */
export interface User extends PodSize {
  readonly name: string
  /** Workloads whose buckets the notebook reads. */
  readonly reads: readonly string[]
  readonly image: NotebookImage
  /** Of the home directory. */
  readonly volume: string
}

/** What a user's notebook, namespace, bucket and host are named after. */
export function notebookOf({ name }: Pick<User, 'name'>): string {
  return `notebook-${name}`
}

/** The users with every size spelled out. */
export function usersOf(listed: StackFile['users'], { notebook }: Sizes): readonly User[] {
  return (listed ?? []).map(({ name, reads, image = 'scipy', ...own }) => ({
    name,
    reads,
    image,
    cpu: own.cpu ?? notebook.cpu,
    memory: own.memory ?? notebook.memory,
    volume: own.volume ?? notebook.volume,
  }))
}

/**
 * What is wrong between the users, and with what they are given.
 * @param known names of every workload that there is
 */
export function userProblems(
  { users = [], systems, workloads }: Partial<Pick<StackFile, 'users' | 'systems' | 'workloads'>>,
  known: readonly string[],
): Problem[] {
  const taken = [...systemNames, ...known]
  const unserved = systems !== undefined && users.length > 0 && !systems.includes('kubeflow-notebooks')
  return [
    ...(unserved
      ? [
          {
            path: 'users',
            message: 'nothing serves them; expected kubeflow-notebooks in the list of systems',
          },
        ]
      : []),
    ...users.flatMap(({ name, reads }, index) => [
      ...nameProblems(name, index, { users, taken }),
      ...(workloads === undefined
        ? []
        : listProblems(`users.${index}.reads`, reads, { known: workloads, what: 'workload of this stack' })),
    ]),
  ]
}

function nameProblems(
  name: string,
  index: number,
  { users, taken }: { readonly users: readonly Pick<User, 'name'>[]; readonly taken: readonly string[] },
): Problem[] {
  const path = `users.${index}.name`
  if (users.findIndex((user) => user.name === name) < index)
    return [{ path, message: `"${name}" is listed twice; list it once` }]
  const other = [name, notebookOf({ name })].find((one) => taken.includes(one))
  return other === undefined
    ? []
    : [{ path, message: `"${other}" is the name of a system or workload; expected another` }]
}
