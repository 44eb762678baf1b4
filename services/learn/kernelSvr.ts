import { checkFinite, checkRange, checkTrainingData } from './check.ts'
import {
  decideKernelMachines,
  type KernelMachines,
  type KernelSvmOptions,
  keepSupport,
  smoOptions,
} from './kernelSvm.ts'
import type { Matrix } from './matrix.ts'
import { kernelFor } from './svm/kernel.ts'
import { solveSmo } from './svm/smo.ts'

/** Names and defaults of scikit-learn's SVR. */
export interface KernelSvrOptions extends KernelSvmOptions {
  /** Errors up to this cost nothing, in the unit of the target. Default 0.1. */
  readonly epsilon?: number
}

/**
 * Support vector regression with a kernel (Drucker et al. 1997; Smola and Schölkopf 2004), solved by sequential minimal
 * optimisation.
 *
 * @param features rows x columns, finite, of like scale
 * @param target one finite number per row
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitKernelSvr(
  features: Matrix,
  target: Float64Array,
  options: KernelSvrOptions = {},
): KernelMachines {
  const { epsilon = 0.1 } = options
  checkRange('epsilon', epsilon, 0, Number.MAX_VALUE)
  checkTrainingData(features, target)
  checkFinite(features)
  const { rows } = features
  const { c, ...solver } = smoOptions(rows, options)
  const kernel = kernelFor(features, options)
  const linear = new Float64Array(2 * rows)
  for (let r = 0; r < rows; r++) {
    linear[r] = epsilon - target[r]
    linear[r + rows] = -epsilon - target[r]
  }
  const solution = solveSmo(
    {
      features,
      kernel,
      linear,
      lower: new Float64Array(2 * rows).fill(-c, rows),
      upper: new Float64Array(2 * rows).fill(c, 0, rows),
    },
    solver,
  )
  return keepSupport(features, kernel, [solution])
}

/**
 * @returns one prediction per row
 * @throws RangeError if the columns are not those of the fit, or a feature is not finite
 */
export function predictKernelSvr(model: KernelMachines, features: Matrix): Float64Array {
  return decideKernelMachines(model, features).data
}
