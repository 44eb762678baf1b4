import type { Command } from 'commander'
import type { MlflowClient } from '../../services/runtime/mlflow/mlflow.ts'
import { type TrafficRule, trafficRule } from '../../services/runtime/models/traffic.ts'
import { describeScores } from '../../services/runtime/training/fit.ts'
import type { Scores } from '../../services/runtime/workload/training.ts'
import type { WorkloadOutputs } from '../outputs.ts'
import { upCommand } from '../upCommand.ts'
import type { Cluster } from './cluster.ts'
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
      const workload = outputs.workloads[name]
      if (workload === undefined || alias === undefined || version === undefined || version === 'none') return
      const hint = trafficHint(name, alias, await trafficOf(cluster, workload), stack())
      if (hint !== undefined) process.stderr.write(`\n${hint}\n`)
    })
}

/** Which requests the replicas of a workload lead to a second version. */
async function trafficOf(
  cluster: Cluster,
  { namespace, endpoint }: WorkloadOutputs,
): Promise<TrafficRule | undefined> {
  const { spec } = await cluster.apps.readNamespacedDeployment({ namespace, name: endpoint.service })
  const variables = spec?.template.spec?.containers.flatMap(({ env = [] }) => env)
  const text = variables?.find(({ name }) => name === 'ATOLL_TRAFFIC')?.value
  return text === undefined ? undefined : trafficRule.parse(JSON.parse(text))
}

/** Of a version that has been given an alias: that it is asked nothing, and how that is changed. */
export function trafficHint(
  workload: string,
  alias: string,
  traffic: TrafficRule | undefined,
  stack: string,
): string | undefined {
  if (alias === 'champion' || traffic?.alias === alias) return undefined
  const rule = `{ mode: canary, percent: 10${alias === 'challenger' ? '' : `, alias: ${alias}`} }`
  const sent = traffic === undefined ? 'all requests to the champion' : `requests to the ${traffic.alias}`
  return [
    `Stack ${stack} sends ${sent}: the ${alias} is asked nothing until stacks/Pulumi.${stack}.yaml says so, as by`,
    `  atoll:serving: [{ workload: ${workload}, traffic: ${rule} }]`,
    `and \`${upCommand(stack)}\` has run; docs/model-operations.md says what there is beside canary.`,
  ].join('\n')
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
