import type { Command } from 'commander'
import { describeScores } from '../../services/runtime/fit.ts'
import type { MlflowClient } from '../../services/runtime/mlflow.ts'
import type { Scores } from '../../services/runtime/workload/training.ts'
import { exitCode, Failure } from './failure.ts'
import { withMlflow } from './served.ts'
import { openSession } from './session.ts'
import { table } from './table.ts'
import { workloadArgument } from './workloadArgument.ts'

export type Registry = Pick<MlflowClient, 'versions' | 'versionByAlias' | 'setAlias' | 'removeAlias'>

export function addAliasCommand(program: Command, stack: () => string): void {
  program
    .command('alias')
    .description("a workload's registered models, and which of them is the champion, or the challenger")
    .addArgument(workloadArgument())
    .argument('[alias]', 'champion, challenger, or the alias that the stack names')
    .argument('[version]', 'the version that has it from now on; none takes it away')
    .action(async (name: string, alias: string | undefined, version: string | undefined) => {
      const { cluster, outputs } = await openSession(stack())
      const text = await withMlflow(cluster, outputs, async (registry) => {
        if (alias !== undefined) await moveAlias(registry, name, alias, version)
        return aliasesText(registry, name, alias)
      })
      console.log(text)
    })
}

/** @throws Failure if there is no such version, or nobody would answer any more */
export async function moveAlias(
  registry: Registry,
  model: string,
  alias: string,
  version: string | undefined,
): Promise<void> {
  if (version === undefined) return
  if (version === 'none') {
    if (alias === 'champion')
      throw new Failure('the champion answers: give the alias to another version', exitCode.usage)
    if ((await registry.versionByAlias(model, alias)) !== undefined) await registry.removeAlias(model, alias)
    return
  }
  const versions = (await registry.versions(model)).map((known) => known.version)
  if (!versions.includes(version))
    throw new Failure(
      `${model} has no version ${version}; it has ${versions.join(', ') || 'none'}`,
      exitCode.usage,
    )
  await registry.setAlias(model, alias, version)
}

export async function aliasesText(registry: Registry, model: string, alias = 'challenger'): Promise<string> {
  const names = [...new Set(['champion', 'challenger', alias])]
  const named = await Promise.all(
    names.map(async (name) => [name, (await registry.versionByAlias(model, name))?.version] as const),
  )
  const versions = await registry.versions(model)
  if (versions.length === 0)
    return `${model} has no registered model; \`npm run train -- ${model}\` makes one`
  const rows = versions.map(({ version, tags }) => [
    version,
    named
      .filter(([, of]) => of === version)
      .map(([name]) => name)
      .join(', '),
    tags.data_sha256?.slice(0, 8) ?? '',
    tags.code_version?.slice(0, 8) ?? '',
    tags.scores === undefined ? '' : describeScores(JSON.parse(tags.scores) as Scores),
  ])
  return table([['version', 'alias', 'data', 'code', 'scores'], ...rows])
}
