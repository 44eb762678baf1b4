import { command } from '../command.ts'
import { codeHash, readCode, repository } from './code.ts'

/**
 * What the code in the image of the services is called: a hash of that code, and the last commit that changed it (or
 * `uncommitted`; nothing outside a Git checkout). It changes only when the code in the image does.
 */
export async function codeVersion(root = repository, code = readCode(root)): Promise<string> {
  const commit = await commitOf([...code.keys()], root)
  return [codeHash(code).slice(0, 12), ...(commit ? [commit] : [])].join('-')
}

async function commitOf(files: readonly string[], cwd: string): Promise<string | undefined> {
  const git = (...args: string[]): Promise<string> => command('git', [...args, '--', ...files], { cwd })
  try {
    if ((await git('status', '--porcelain')) !== '') return 'uncommitted'
    return (await git('log', '-1', '--format=%h', '--abbrev=10')).trim() || undefined
  } catch {
    return undefined
  }
}
