import type { LinearSvmModel } from './linearSvm.ts'
import type { LinearSvrModel } from './linearSvr.ts'
import { decodeModel, encodeModel, finiteArrayOf, type ModelContent, ModelError } from './modelFile.ts'

const MACHINE = 'linear-svm'
const REGRESSION = 'linear-svr'

/** Writes a model to one file. */
export function encodeLinearSvm(model: LinearSvmModel): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: MACHINE, ...packLinearSvm(model) })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeLinearSvm(bytes: Uint8Array): LinearSvmModel {
  return unpackLinearSvm(decodeModel(bytes, MACHINE))
}

/** The content of a model file, for a workload that adds its own metadata and arrays. */
export function packLinearSvm({ classes, coefficients, intercepts, converged }: LinearSvmModel) {
  return { metadata: { converged }, arrays: { classes, coefficients: coefficients.data, intercepts } }
}

/** @throws ModelError if the content is not that of `packLinearSvm` */
export function unpackLinearSvm(content: ModelContent): LinearSvmModel {
  const classes = finiteArrayOf(content, 'classes')
  const machines = classes.length === 2 ? 1 : classes.length
  const intercepts = finiteArrayOf(content, 'intercepts', machines)
  const data = finiteArrayOf(content, 'coefficients')
  if (classes.length < 2 || data.length === 0 || data.length % machines !== 0) {
    throw new ModelError(
      `model file of kind ${content.kind} has ${classes.length} classes and ${data.length} coefficients, ` +
        'and should have two classes or more and as many coefficients for each machine',
    )
  }
  const coefficients = { data, rows: machines, columns: data.length / machines }
  return { classes, coefficients, intercepts, converged: content.metadata.converged === true }
}

/** Writes a model to one file. */
export function encodeLinearSvr({
  coefficients,
  intercept,
  converged,
}: LinearSvrModel): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: REGRESSION, metadata: { intercept, converged }, arrays: { coefficients } })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeLinearSvr(bytes: Uint8Array): LinearSvrModel {
  const content = decodeModel(bytes, REGRESSION)
  const { intercept, converged } = content.metadata
  if (typeof intercept !== 'number')
    throw new ModelError(`model file of kind ${REGRESSION} lacks the intercept`)
  return { coefficients: finiteArrayOf(content, 'coefficients'), intercept, converged: converged === true }
}
