import type { Logger } from 'pino'
import type { AuditLog } from '../audit/auditLog.ts'
import type { Answer } from '../http/lane.ts'
import { microBatch } from '../http/microBatch.ts'
import { RequestError } from '../http/requestError.ts'
import { timeSlices } from '../http/timeSlices.ts'
import type { ServingMetrics } from '../metrics/servingMetrics.ts'
import type { VariantMetrics } from '../metrics/variantMetrics.ts'
import type { LoadedModel } from '../models/modelHolder.ts'
import type { ModelParams, ServedModels } from '../models/servedModels.ts'
import type { Asked, Prediction, Predictor } from './predictor.ts'
import { isRaw } from './rawTensor.ts'

export interface AnsweringOptions {
  readonly models: ServedModels
  readonly metrics: ServingMetrics
  readonly variants: VariantMetrics | undefined
  readonly audit: AuditLog | undefined
  readonly log: Logger
  /** Inputs that are asked for at the same time are worked on together up to so many rows; 1 never waits for others. */
  readonly batchRows: number
  readonly batchWaitMs: number
}

/** What is known once an input has been answered. */
export type OnAnswered<Input> = (loaded: LoadedModel, input: Input) => void

export interface AnswerOptions<Input> {
  /** What a path asks for, where it names a version. */
  readonly params?: ModelParams
  /** Called after each answer. */
  readonly answered?: OnAnswered<Input>
  /** Whether a shadow is asked as well; if not said, unless a version is. */
  readonly shadowed?: boolean
}

/** More than so many answers are not compared with a shadow's. */
const mostShadows = 32

/** Lets the model that is chosen for a request answer it, alone or with others, and the shadow after it. */
export function answering(options: AnsweringOptions) {
  const { models, metrics, variants, audit, log, batchRows, batchWaitMs } = options
  const later = timeSlices(5)
  let shadows = 0

  function single<Input>(predictor: Predictor<Input>, loaded: LoadedModel, input: Input): Prediction {
    return predictor.predict(loaded, [input])[0]
  }

  function shadow<Input>(
    route: string,
    predictor: Predictor<Input>,
    asked: Asked,
    input: Input,
    champion: Prediction,
  ): void {
    const loaded = models.shadow(asked.headers)
    if (loaded === undefined || variants === undefined) return
    if (shadows >= mostShadows) {
      variants.skipped()
      return
    }
    shadows++
    later(() => {
      shadows--
      const start = performance.now()
      let status = 200
      let text: string
      try {
        const prediction = single(predictor, loaded, input)
        text = prediction.text
        variants.predicted('shadow', prediction.numbers)
        variants.compared(champion.numbers, prediction.numbers)
      } catch (error) {
        status = error instanceof RequestError ? error.status : 500
        text = JSON.stringify({ error: String(error) })
        if (status === 500) log.warn({ err: error, version: loaded.version }, 'the shadow failed')
      }
      const milliseconds = performance.now() - start
      variants.record('shadow', status, milliseconds / 1000)
      const { version } = loaded
      const { body, headers } = asked
      audit?.record(() => ({
        time: Date.now(),
        ...{ route, variant: 'shadow', version, status, milliseconds },
        ...{ requestBytes: body.length, request: isRaw(headers) ? null : body, response: text },
      }))
    })
  }

  return <Input>(
    route: string,
    predictor: Predictor<Input>,
    { params, answered, shadowed = params === undefined }: AnswerOptions<Input> = {},
  ): Answer => {
    const { rowsOf } = predictor
    const batches = new WeakMap<LoadedModel, ReturnType<typeof microBatch<Input, Prediction>>>()
    const batchOf = (loaded: LoadedModel, rows: NonNullable<typeof rowsOf>) => {
      const known = batches.get(loaded)
      if (known !== undefined) return known
      const made = microBatch<Input, Prediction>({
        rows: batchRows,
        waitMs: batchWaitMs,
        inFlight: () => metrics.live.inFlight,
        rowsOf: rows,
        run(inputs) {
          metrics.batched(inputs.length)
          return predictor.predict(loaded, inputs)
        },
      })
      batches.set(loaded, made)
      return made
    }

    return (asked, done, fail) => {
      const { variant, loaded } = models.choose(asked.headers, params)
      const input = predictor.read(asked)
      const finish = (prediction: Prediction) => {
        const { text, numbers } = prediction
        for (let i = 0; i < numbers.length; i++) metrics.predicted.observe(numbers[i])
        variants?.predicted(variant, numbers)
        done({ text, version: loaded.version, variant })
        answered?.(loaded, input)
        if (shadowed) shadow(route, predictor, asked, input, prediction)
      }
      if (batchRows <= 1 || rowsOf === undefined) return finish(single(predictor, loaded, input))
      batchOf(loaded, rowsOf)(input, (error, prediction) =>
        prediction === undefined ? fail(error) : finish(prediction),
      )
    }
  }
}
