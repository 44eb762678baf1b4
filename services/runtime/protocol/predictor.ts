import type { IncomingHttpHeaders } from 'node:http'
import type { LoadedModel } from '../models/modelHolder.ts'

/** What arrived: its bytes, and its head. */
export interface Asked {
  readonly body: Uint8Array
  readonly headers: IncomingHttpHeaders
}

export interface Prediction {
  /** JSON that is answered. */
  readonly text: string
  /** What is observed of it. */
  readonly numbers: ArrayLike<number>
}

/** One way to ask a model. */
export interface Predictor<Input> {
  /** Whether a body may be a raw tensor instead of JSON. */
  readonly takesRaw: boolean
  /** @throws RequestError */
  read(asked: Asked): Input
  /** One prediction for each input. @throws RequestError */
  predict(loaded: LoadedModel, inputs: readonly Input[]): readonly Prediction[]
  /** Where several inputs are worked on quicker together than one by one. */
  rowsOf?(input: Input): number
}
