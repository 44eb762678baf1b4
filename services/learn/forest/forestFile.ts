import { arrayOf, type ModelContent } from '../modelFile.ts'
import { checkForest } from './checkForest.ts'
import type { Forest } from './forest.ts'

export interface UnpackedForest {
  readonly forest: Forest
  readonly least: number
  readonly greatest: number
}

/**
 * The forest of a model file that holds its arrays under their own names.
 *
 * @param columns - of the features
 * @returns the least and the greatest sum of its trees, too
 * @throws ModelError if an array is absent, or some row would not find its way to a finite leaf of every tree
 */
export function unpackForest(content: ModelContent, columns: number): UnpackedForest {
  const forest: Forest = {
    roots: arrayOf(content, 'roots', Uint32Array),
    feature: arrayOf(content, 'feature', Uint16Array),
    threshold: arrayOf(content, 'threshold', Float64Array),
    left: arrayOf(content, 'left', Uint32Array),
    count: arrayOf(content, 'count', Uint32Array),
    missingLeft: arrayOf(content, 'missingLeft', Uint8Array),
    set: arrayOf(content, 'set', Uint32Array),
    sets: arrayOf(content, 'sets', Uint32Array),
  }
  const [least, greatest] = checkForest(forest, columns)
  return { forest, least, greatest }
}
