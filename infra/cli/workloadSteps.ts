import type { PublishedData } from '../../services/runtime/workload/publishedData.ts'
import { workloadNamed } from '../../services/workloads.ts'
import { Failure } from './failure.ts'
import { dataBelow } from './givenData.ts'
import { exampleOf, predict } from './predict.ts'
import { ensurePublished, waitUntilAnswered } from './publishData.ts'
import { champion, withMlflow } from './served.ts'
import { type Session, workloadOutputs } from './session.ts'
import type { Step } from './steps.ts'
import { alreadyTrained, ensureData, outcomeText, train, waitUntilServed } from './trainWorkload.ts'

export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Lets the work that is handed to it begin when all before it has ended. */
export function oneAtATime(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    last = result
    return result
  }
}

export interface WorkloadContext {
  session?: Session
  changed: boolean
}

export interface WorkloadOptions {
  /** Directory with workloads' files; for those without one, what is stored already, or generated data. */
  readonly data?: string
  /** Trains one workload after another: the nodes have room for one training beside what serves. */
  readonly inTurn: InTurn
  readonly signal: AbortSignal
}

/** From its data to a prediction of a workload; each step does only what is left to do. */
export function workloadSteps(
  name: string,
  { data: directory, inTurn, signal }: WorkloadOptions,
): Step<WorkloadContext>[] {
  const workload = workloadNamed(name)
  /** What the store has lost, a registered model's file too, is made again: the training itself looks. */
  let uploaded = false
  return [
    {
      title: `Data of ${name}`,
      async run(context, report) {
        const given = directory === undefined ? undefined : await dataBelow(workload, directory)
        const data = await ensureData(context.session!, workload, given, { report, signal })
        uploaded = data.uploaded
        context.changed ||= uploaded
        return `${data.origin}${data.uploaded ? '' : ', unchanged'}`
      },
    },
    {
      title: `Training of ${name}`,
      async run(context, report) {
        if (!uploaded && (await alreadyTrained(context.session!, workload, { report, signal })))
          return 'this data and code have been trained before'
        context.changed = true
        const result = await inTurn(() => train(context.session!, name, { report, signal }))
        return outcomeText(result)
      },
    },
    {
      title: `Rollout of ${name}`,
      async run(context, report) {
        const { cluster, outputs } = context.session!
        const registered = await withMlflow(cluster, outputs, (mlflow) => champion(mlflow, name))
        if (registered === undefined) throw new Failure(`no model of ${name} was registered`)
        return waitUntilServed(context.session!, name, registered.model.version, { report, signal })
      },
    },
    {
      title: `Prediction of ${name}`,
      async run(context) {
        const { cluster, outputs } = context.session!
        const parts = workloadOutputs(outputs, name)
        const example = await exampleOf(cluster, workload, parts, workload.serving.routes[0])
        const { version, prediction } = await predict(cluster, workload, parts, example)
        return `${JSON.stringify(prediction)} by version ${version}`
      },
    },
    ...(workload.published === undefined ? [] : [publication(name, workload.published, signal)]),
  ]
}

function publication(
  name: string,
  { title, example }: PublishedData,
  signal: AbortSignal,
): Step<WorkloadContext> {
  return {
    title,
    async run(context, report) {
      const session = context.session!
      const { publication, isNew } = await ensurePublished(session, name, { report, signal })
      context.changed ||= isNew
      const answered = await waitUntilAnswered(session, name, publication.version, { report, signal })
      return `${answered}, such as ${example}`
    },
  }
}
