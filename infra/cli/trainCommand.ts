import { existsSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { renderReport } from '../../services/runtime/report/renderReport.ts'
import { trainingReport } from '../../services/runtime/report/trainingReport.ts'
import { sha256 } from '../../services/runtime/sha256.ts'
import { completeParameters, ParametersError, trainLocally } from '../../services/runtime/training/fit.ts'
import type { Parameters } from '../../services/runtime/workload/training.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import { exitCode, Failure } from './failure.ts'
import { fromData } from './fromData.ts'
import { dataFrom, generatedData, type RawData } from './givenData.ts'
import { openSession } from './session.ts'
import { runSteps, type Step } from './steps.ts'
import { ensureData, outcomeText, train, waitUntilServed } from './trainWorkload.ts'

export interface TrainCommandOptions {
  readonly stack: string
  readonly data?: string
  /** As they were given: those left out have their defaults. */
  readonly parameters: unknown
  readonly force?: boolean
  /** That work at once; without it as many as are usable. */
  readonly threads?: number
  readonly local?: boolean
  /** With `local`: where the page of plots is written. */
  readonly report?: string
  readonly signal: AbortSignal
}

/** Trains on the cluster and waits until the model that is registered afterwards is served, or trains here. */
export async function trainCommand(workload: AnyWorkload, options: TrainCommandOptions): Promise<void> {
  checkReportPath(options.report)
  const given = options.data === undefined ? undefined : await dataFrom(workload, options.data)
  const parameters = checkedParameters(workload, options.parameters)
  if (options.local === true)
    return trainHere(workload, given ?? generatedData(workload), parameters, options)
  if (options.report !== undefined)
    throw new Failure(
      '--report goes with --local: of a training on the cluster, MLflow keeps the report',
      exitCode.usage,
    )
  await trainThere(workload, given, parameters, options)
}

/** Said before a training whose scores would be lost. */
function checkReportPath(page: string | undefined): void {
  if (page === undefined || existsSync(dirname(resolve(page)))) return
  throw new Failure(`--report ${page}: there is no directory ${dirname(resolve(page))}`, exitCode.usage)
}

/** @throws Failure naming every one that is wrong, and what would be right */
export function checkedParameters(workload: AnyWorkload, given: unknown): Parameters {
  try {
    completeParameters(workload, given)
    return given as Parameters
  } catch (error) {
    throw error instanceof ParametersError ? new Failure(error.message, exitCode.usage) : error
  }
}

async function trainHere(
  workload: AnyWorkload,
  data: RawData,
  parameters: Parameters,
  { report: page, threads, signal }: TrainCommandOptions,
): Promise<void> {
  const progress = (line: string) => process.stderr.write(`${line}\n`)
  const wantsReport = page !== undefined
  const { model, report, ...result } = await fromData(data.origin, () =>
    trainLocally(workload, data.bytes, parameters, { progress, signal, threads, report: wantsReport }),
  )
  if (page !== undefined) {
    const hashed = { origin: data.origin, sha256: sha256(data.bytes) }
    const facts = { workload, ...result, data: hashed, codeVersion: 'not committed: trained by --local' }
    writeFileSync(page, renderReport(workload.title, trainingReport(facts, report)))
  }
  console.log(
    JSON.stringify(
      { workload: workload.name, data: data.origin, ...result, modelBytes: model.length },
      null,
      2,
    ),
  )
}

async function trainThere(
  workload: AnyWorkload,
  given: RawData | undefined,
  parameters: Parameters,
  { stack, force = false, threads, signal }: TrainCommandOptions,
): Promise<void> {
  const session = await openSession(stack)
  let version: string | undefined
  const steps: Step<object>[] = [
    {
      title: `Data of ${workload.name}`,
      async run(_context, report) {
        const { origin, uploaded } = await ensureData(session, workload, given, { report, signal })
        return `${origin}${uploaded ? '' : ', unchanged'}`
      },
    },
    {
      title: `Training of ${workload.name}`,
      async run(_context, report) {
        const result = await train(session, workload.name, {
          ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
          force,
          threads,
          report,
          signal,
        })
        version = result.version
        if (version === undefined)
          throw new Failure(`no model of ${workload.name} is registered: ${result.reason}`)
        return outcomeText(result)
      },
    },
    {
      title: `Rollout of ${workload.name}`,
      async run(_context, report) {
        return waitUntilServed(session, workload.name, version!, { report, signal })
      },
    },
  ]
  await runSteps({}, steps, signal)
}
