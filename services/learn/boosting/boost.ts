import type { Forest } from '../forest/forest.ts'
import { joinForests } from '../forest/treeBuilder.ts'
import type { HistGradientBoostingSettings } from '../histGradientBoostingOptions.ts'
import type { Matrix } from '../matrix.ts'
import { binFeatures } from './bins.ts'
import { type Examples, keepAside, watchLoss } from './earlyStopping.ts'
import { createTreeGrower } from './grower.ts'
import type { Loss } from './loss.ts'

export interface Boosted {
  /** One per output of the loss. */
  readonly baselines: Float64Array
  /** The trees of the first output, then those of the next. */
  readonly forest: Forest
}

/**
 * Adds rounds of trees that descend the loss (Friedman 2001).
 *
 * @param stratified - the target are classes
 */
export function boost(
  features: Matrix,
  target: Float64Array,
  loss: Loss,
  settings: HistGradientBoostingSettings,
  stratified = false,
): Boosted {
  const stopsEarly = settings.earlyStopping === 'auto' ? features.rows > 10_000 : settings.earlyStopping
  const parts: { train: Examples; watched?: Examples } = stopsEarly
    ? keepAside(features, target, settings, stratified)
    : { train: { features, target } }
  const { train } = parts

  const bins = binFeatures(train.features, settings.maxBins, settings.categorical)
  const learningRate = settings.learningRate * loss.stepShare
  const rules = { ...settings, learningRate, longestStep: loss.longestStep }
  const { grow, release } = createTreeGrower(bins, rules, loss.hasHessians)
  const baselines = loss.baselines(train.target)
  const shouldStop = parts.watched && watchLoss(parts.watched, loss, baselines, settings)
  const { gradients, hessians, advance, finishRound } = loss.descend(train.target, baselines)
  const trees: Forest[][] = gradients.map(() => [])
  while (trees[0].length < settings.maxIter) {
    const round = gradients.map((gradient, output) =>
      grow(gradient, hessians[output], (rows, step) => advance(output, rows, step)),
    )
    finishRound()
    for (const [output, tree] of round.entries()) trees[output].push(tree)
    if (shouldStop?.(round)) break
  }
  release()
  if (!gradients.every((gradient) => gradient.every(Number.isFinite)))
    throw new RangeError('target: numbers so large that their sums overflow, or learningRate too large')
  return { baselines, forest: joinForests(trees.flat()) }
}
