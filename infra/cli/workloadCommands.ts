import type { Command } from 'commander'
import type { AnyRoute, RequestOfFile } from '../../services/runtime/workload/serving.ts'
import { workloads } from '../../services/workloads.ts'
import { exitCode, Failure } from './failure.ts'
import { fieldsOf, givenAs, optionOf } from './fields.ts'
import { checkRequest, exampleOf, predict, requestOfFile, routeOf } from './predict.ts'
import { openSession, workloadOutputs } from './session.ts'
import { trainCommand } from './trainCommand.ts'
import { tuneCommand } from './tuneCommand.ts'
import { unlikeTraining } from './unlikeTraining.ts'
import { wholeNumber } from './wholeNumber.ts'

export interface Surroundings {
  stack(): string
  /** Of a command that ends at the first signal. */
  readonly signal: AbortSignal
  /** Of a command that must not be cut in the middle of a step. */
  interruptible(): AbortSignal
}

const names = workloads.map(({ name }) => name).join(', ')

const threadsText = 'that work at once, at most; as many as there are cores and memory for'

/** `predict`, `train` and `tune`, with a command for each workload whose options are the fields that it takes. */
export function addWorkloadCommands(program: Command, { stack, signal, interruptible }: Surroundings): void {
  const predictProgram = program.command('predict').description('ask a served model')
  const trainProgram = program.command('train').description('train a workload; a better model is served')
  const tuneProgram = program
    .command('tune')
    .description("search a workload's parameters; nothing is registered")
  for (const workload of workloads) {
    const { name, summary, data } = workload
    const { routes } = workload.serving
    const requestFields = fieldsOf(routes[0].request)
    const paths = routes.map(({ path }) => path).join(', ')
    const ask = predictProgram
      .command(name)
      .description(summary)
      .argument('[json]', 'the request as JSON, or - for standard input')
      .option('--route <path>', `one of ${paths}; the options are those of the first`)
      .option('--example', "the route's example, instead of a request")
      .action(async (json: string | undefined, { route: path, ...options }) => {
        const route = routeOf(workload, path)
        const given = await requestFrom(route, json, options)
        if (given !== undefined)
          checkRequest(workload, given.request, route, '\n--example sends one that is right')
        const { cluster, outputs } = await openSession(stack())
        const parts = workloadOutputs(outputs, name)
        const asked: Asked = given ?? { request: await exampleOf(cluster, workload, parts, route) }
        const answer = await predict(cluster, workload, parts, asked.request, route.path)
        console.log(JSON.stringify(answer, null, 2))
        if (asked.note === undefined) return
        const unlike =
          route === routes[0] ? await unlikeTraining(cluster, workload, parts, asked.request) : ''
        for (const line of [asked.judge?.(answer.prediction), unlike])
          if (line) process.stderr.write(`${line}\n`)
      })
    for (const { file } of routes)
      if (file !== undefined) ask.option(`--${file.option} <file>`, file.description)
    for (const field of requestFields) ask.addOption(optionOf(field))

    const parameterFields = fieldsOf(workload.training.parameters)
    const train = trainProgram
      .command(name)
      .description(`${summary}.\nThe parameters of the training are options as well, or one JSON object.`)
      .option('--data <path>', `file or folder; or the directory that holds ${data.file}`)
      .option('--force', 'even if the same data, code and parameters have been trained')
      .option('--local', 'in this process, without a cluster; prints scores and seconds')
      .option('--threads <number>', threadsText, wholeNumber(1, 64))
      .option('--report <file>', 'with --local: write a page of plots, scores and the model card there')
      .option('--parameters <json>', 'parameters of the training as JSON, or - for standard input')
      .action(({ parameters, ...options }) =>
        trainCommand(workload, {
          ...options,
          parameters: givenAs('--parameters', parameters, parameterFields, options),
          stack: stack(),
          signal: options.local === true ? signal : interruptible(),
        }),
      )
    for (const field of parameterFields) train.addOption(optionOf(field))

    if (workload.training.tune === undefined) continue
    const searched = Object.keys(workload.training.tune.space).join(', ')
    const tune = tuneProgram
      .command(name)
      .description(`${summary}.\nSearches ${searched}; what is given as an option stays as it is given.`)
      .option('--trials <number>', 'combinations that are tried, at most', wholeNumber(1, 10_000), 20)
      .option('--search-seed <number>', 'of the draws', wholeNumber(0, 2 ** 32 - 1), 1)
      .option('--data <path>', `file or folder; or the directory that holds ${data.file}`)
      .option('--threads <number>', threadsText, wholeNumber(1, 64))
      .option('--local', 'in this process, without a cluster')
      .option('--parameters <json>', 'parameters that are not searched as JSON, or - for standard input')
      .action(({ parameters, searchSeed, ...options }) =>
        tuneCommand(workload, {
          ...options,
          seed: searchSeed,
          parameters: givenAs('--parameters', parameters, parameterFields, options),
          stack: stack(),
          signal: options.local === true ? signal : interruptible(),
        }),
      )
    for (const field of parameterFields) tune.addOption(optionOf(field))
  }
  for (const command of [predictProgram, trainProgram, tuneProgram])
    command.showHelpAfterError(`(workloads: ${names}; --help shows what there is)`)
}

/** A request, and what a file that it was made from says. */
type Asked = Partial<RequestOfFile<unknown, unknown>> & { readonly request: unknown }

/** The request as it was given; undefined where the example is asked for. @throws Failure if it was given in several ways */
async function requestFrom(
  route: AnyRoute,
  json: string | undefined,
  options: Readonly<Record<string, string | true | undefined>>,
): Promise<Asked | undefined> {
  const { file } = route
  const path = file && options[file.option]
  const request = () => givenAs('the request', json, fieldsOf(route.request), options)
  if (path === undefined && options.example === undefined) return { request: request() }
  const others = Object.keys(options).filter((name) => !['example', file?.option].includes(name))
  if (json !== undefined || others.length > 0 || (path !== undefined && options.example !== undefined))
    throw new Failure('the request is given in several ways; give it in one of them', exitCode.usage)
  if (path === undefined) return undefined
  const found = await requestOfFile(file!, String(path))
  process.stderr.write(`${found.note}\n`)
  return found
}
