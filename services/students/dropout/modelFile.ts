import { decodeModel, encodeModel, finiteArrayOf, type Json, ModelError } from '../../learn/modelFile.ts'
import { columnCount, columnNames, outcomes } from './columns.ts'
import { designColumns } from './design.ts'
import type { DropoutModel } from './model.ts'

const kind = 'students-dropout'

export function encodeDropout({ design, scaler, logistic, reference }: DropoutModel): Uint8Array {
  return encodeModel({
    kind,
    metadata: {
      features: [...columnNames],
      outcomes: [...outcomes],
      codes: [...design.categories].map(([column, values]): Json => [column, ...values]),
    },
    arrays: {
      means: scaler.means,
      scales: scaler.scales,
      coefficients: logistic.coefficients.data,
      intercepts: logistic.intercepts,
      reference: reference.data,
    },
  })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or version, of other features, or no model */
export function decodeDropout(bytes: Uint8Array): DropoutModel {
  const content = decodeModel(bytes, kind)
  const { features, codes } = content.metadata
  if (String(features) !== columnNames.join() || String(content.metadata.outcomes) !== outcomes.join()) {
    throw new ModelError(`the model was trained on the features ${features}; expected ${columnNames.join()}`)
  }
  if (!isCodes(codes)) throw new ModelError('the model lacks the codes of its columns')
  const categories = new Map(codes.map(([column, ...values]) => [column, Float64Array.from(values)]))
  const width = codes.reduce((sum, [, ...values]) => sum + values.length - 1, designColumns)
  const scales = finiteArrayOf(content, 'scales', width)
  if (scales.includes(0)) throw new ModelError('the model has a scale of 0')
  const reference = finiteArrayOf(content, 'reference')
  if (reference.length === 0 || reference.length % columnCount !== 0) {
    throw new ModelError(
      `the model has ${reference.length} numbers for reference; expected rows of ${columnCount}`,
    )
  }
  return {
    design: { columns: designColumns, categories },
    scaler: { means: finiteArrayOf(content, 'means', width), scales },
    logistic: {
      classes: Float64Array.from(outcomes.keys()),
      coefficients: {
        data: finiteArrayOf(content, 'coefficients', outcomes.length * width),
        rows: outcomes.length,
        columns: width,
      },
      intercepts: finiteArrayOf(content, 'intercepts', outcomes.length),
      iterations: 0,
      converged: true,
    },
    reference: { data: reference, rows: reference.length / columnCount, columns: columnCount },
  }
}

/** Whether each is a column, named once, and its values. */
function isCodes(value: Json | undefined): value is [number, ...number[]][] {
  if (!Array.isArray(value) || !value.every((item) => Array.isArray(item) && item.every(Number.isFinite))) {
    return false
  }
  const named = new Set(value.map(([column]) => column))
  return (
    named.size === value.length &&
    [...named].every((column) => Number.isInteger(column) && column in columnNames)
  )
}
