import { ModelError } from '../modelFile.ts'
import { type Forest, SET_WORDS } from './forest.ts'

/**
 * Makes sure that every row of features finds its way to a leaf of every tree. Children lie after their parent, as trees
 * are grown, so that no way is a circle.
 *
 * @param columns - of the features
 * @returns the least and the greatest sum of the trees, both finite
 * @throws ModelError naming the node and what would be right
 */
export function checkForest(forest: Forest, columns: number): readonly [least: number, greatest: number] {
  const { roots, feature, threshold, left, count, missingLeft, set, sets } = forest
  const nodes = left.length
  for (const [name, array] of Object.entries({ feature, threshold, count, missingLeft, set })) {
    if (array.length !== nodes) throw fault(`has ${array.length} of ${name} for ${nodes} of left`)
  }
  if (roots.length === 0) throw fault('has no tree')
  const least = threshold.slice()
  const greatest = threshold.slice()
  for (let node = nodes - 1; node >= 0; node--) {
    const child = left[node]
    if (child === 0) {
      if (!Number.isFinite(threshold[node])) {
        throw fault(`predicts ${threshold[node]} at leaf ${node}, and should predict a finite number`)
      }
      if (count[node] === 0) throw fault(`has no row at leaf ${node}, and should have one at least`)
      continue
    }
    if (child <= node || child + 1 >= nodes) {
      throw fault(`has child ${child} at node ${node}, and should have one after it, below ${nodes - 1}`)
    }
    if (feature[node] >= columns) {
      throw fault(`splits by column ${feature[node]} at node ${node}, and has ${columns} columns`)
    }
    if (Number.isNaN(threshold[node]) && set[node] + SET_WORDS > sets.length) {
      throw fault(`has its set at ${set[node]} at node ${node}, and ${sets.length} words of sets`)
    }
    const rows = count[child] + count[child + 1]
    if (count[node] !== rows) {
      throw fault(`has ${count[node]} rows at node ${node}, and should have the ${rows} of its children`)
    }
    least[node] = Math.min(least[child], least[child + 1])
    greatest[node] = Math.max(greatest[child], greatest[child + 1])
  }
  const outside = roots.find((root) => root >= nodes)
  if (outside !== undefined) throw fault(`has a tree that begins at node ${outside} of ${nodes}`)
  const sums = [sumAt(roots, least), sumAt(roots, greatest)] as const
  if (!sums.every(Number.isFinite)) throw fault('has trees whose sum overflows')
  return sums
}

const fault = (what: string) => new ModelError(`the forest ${what}`)

const sumAt = (roots: Uint32Array, values: Float64Array) => roots.reduce((sum, root) => sum + values[root], 0)
