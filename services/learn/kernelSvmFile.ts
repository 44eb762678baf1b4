import type { KernelMachines, KernelSvmModel } from './kernelSvm.ts'
import {
  decodeModel,
  encodeModel,
  finiteArrayOf,
  type Json,
  type ModelContent,
  ModelError,
} from './modelFile.ts'
import type { Kernel, KernelName } from './svm/kernel.ts'

const MACHINE = 'kernel-svm'
const REGRESSION = 'kernel-svr'
const kernels: readonly string[] = ['linear', 'poly', 'rbf'] satisfies KernelName[]

/** Writes a model to one file. */
export function encodeKernelSvm(model: KernelSvmModel): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: MACHINE, ...packKernelSvm(model) })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeKernelSvm(bytes: Uint8Array): KernelSvmModel {
  return unpackKernelSvm(decodeModel(bytes, MACHINE))
}

/** Writes a model to one file. */
export function encodeKernelSvr(model: KernelMachines): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: REGRESSION, ...packMachines(model) })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeKernelSvr(bytes: Uint8Array): KernelMachines {
  return unpackMachines(decodeModel(bytes, REGRESSION), 1)
}

/** The content of a model file, for a workload that adds its own metadata and arrays. */
export function packKernelSvm(model: KernelSvmModel) {
  const { metadata, arrays } = packMachines(model)
  return { metadata, arrays: { ...arrays, classes: model.classes } }
}

/** @throws ModelError if the content is not that of `packKernelSvm` */
export function unpackKernelSvm(content: ModelContent): KernelSvmModel {
  const classes = finiteArrayOf(content, 'classes')
  if (classes.length < 2) {
    throw new ModelError(
      `model file of kind ${content.kind} has ${classes.length} classes, expected at least 2`,
    )
  }
  return { classes, ...unpackMachines(content, (classes.length * (classes.length - 1)) / 2) }
}

function packMachines({ kernel, supportVectors, coefficients, intercepts, converged }: KernelMachines) {
  return {
    metadata: { kernel: { ...kernel }, columns: supportVectors.columns, converged },
    arrays: { supportVectors: supportVectors.data, coefficients: coefficients.data, intercepts },
  }
}

function unpackMachines(content: ModelContent, machines: number): KernelMachines {
  const { kernel, columns, converged } = content.metadata
  if (!isKernel(kernel) || typeof columns !== 'number' || !Number.isSafeInteger(columns) || columns < 1) {
    throw new ModelError(`model file of kind ${content.kind} lacks its kernel or its number of columns`)
  }
  const data = finiteArrayOf(content, 'supportVectors')
  const rows = data.length / columns
  if (!Number.isInteger(rows)) {
    throw new ModelError(
      `model file of kind ${content.kind} has ${data.length} numbers of support vectors, no multiple of ${columns}`,
    )
  }
  return {
    kernel,
    supportVectors: { data, rows, columns },
    coefficients: {
      data: finiteArrayOf(content, 'coefficients', machines * rows),
      rows: machines,
      columns: rows,
    },
    intercepts: finiteArrayOf(content, 'intercepts', machines),
    converged: converged === true,
  }
}

function isKernel(value: Json | undefined): value is Json & Kernel {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { name, gamma, degree, coef0 } = value as { readonly [key: string]: Json }
  return kernels.includes(String(name)) && [gamma, degree, coef0].every(Number.isFinite)
}
