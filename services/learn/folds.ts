import { checkInteger } from './check.ts'
import { classesOf } from './classes.ts'
import { createRandom, permutation, shuffle } from './random.ts'

/** Rows to learn from and rows to test on, ascending. */
export interface Fold {
  readonly train: Uint32Array
  readonly test: Uint32Array
}

/** Names and defaults of scikit-learn's. */
export interface KFoldOptions {
  /** Folds, at least 2. Default 5. */
  readonly nSplits?: number
  /** Deal rows to folds at random. Default false: in their order. */
  readonly shuffle?: boolean
  /** Of the shuffle. Default 0. */
  readonly seed?: number
}

/**
 * Folds of consecutive rows, each tested once.
 *
 * @throws RangeError if there are fewer rows than folds
 */
export function kFold(rows: number, options: KFoldOptions = {}): Fold[] {
  const { nSplits = 5, shuffle: shuffled = false, seed = 0 } = options
  checkFolds(rows, nSplits)
  const order = shuffled ? permutation(rows, createRandom(seed)) : undefined
  const foldOf = new Uint32Array(rows)
  const longer = rows % nSplits
  for (let f = 0, start = 0; f < nSplits; f++) {
    const end = start + Math.floor(rows / nSplits) + Number(f < longer)
    for (; start < end; start++) foldOf[order?.[start] ?? start] = f
  }
  return foldsOf(foldOf, nSplits)
}

/**
 * Folds that have every class in the same shares as all rows, as scikit-learn deals them.
 *
 * @throws RangeError if every class has fewer rows than there are folds
 */
export function stratifiedKFold(labels: ArrayLike<number>, options: KFoldOptions = {}): Fold[] {
  const { nSplits = 5, shuffle: shuffled = false, seed = 0 } = options
  checkFolds(labels.length, nSplits)
  const { classes, indices } = classesOf(labels)
  const order = new Map<number, number>()
  for (const index of indices) if (!order.has(index)) order.set(index, order.size)
  const encoded = indices.map((index) => order.get(index)!)
  const sorted = encoded.slice().sort()
  const counts = Array.from({ length: classes.length }, () => new Uint32Array(nSplits))
  sorted.forEach((k, i) => {
    counts[k][i % nSplits]++
  })
  const largest = counts.reduce(
    (most, of) =>
      Math.max(
        most,
        of.reduce((a, b) => a + b),
      ),
    0,
  )
  if (largest < nSplits) {
    throw new RangeError(`nSplits: ${nSplits}, but no class has more than ${largest} rows`)
  }
  const random = createRandom(seed)
  const dealt = counts.map((of) => {
    const folds = Uint32Array.from(Array.from(of).flatMap((count, f) => Array<number>(count).fill(f)))
    return shuffled ? shuffle(folds, random) : folds
  })
  const next = new Uint32Array(classes.length)
  return foldsOf(
    Uint32Array.from(encoded, (k) => dealt[k][next[k]++]),
    nSplits,
  )
}

/**
 * Folds that keep the rows of a group together: the largest group goes to the fold that has the fewest rows.
 *
 * @throws RangeError if there are fewer groups than folds
 */
export function groupKFold(
  groups: ArrayLike<number>,
  { nSplits = 5 }: { readonly nSplits?: number } = {},
): Fold[] {
  checkFolds(groups.length, nSplits)
  const sizes = new Map<number, number>()
  for (let r = 0; r < groups.length; r++) sizes.set(groups[r], (sizes.get(groups[r]) ?? 0) + 1)
  if (sizes.size < nSplits)
    throw new RangeError(`nSplits: ${nSplits}, but there are only ${sizes.size} groups`)
  const loads = new Array<number>(nSplits).fill(0)
  const foldOfGroup = new Map<number, number>()
  const byGroup = Array.from(sizes).sort(([a], [b]) => a - b)
  for (const [group, size] of byGroup.sort(([, a], [, b]) => a - b).reverse()) {
    const lightest = loads.indexOf(Math.min(...loads))
    loads[lightest] += size
    foldOfGroup.set(group, lightest)
  }
  return foldsOf(
    Uint32Array.from(groups, (group) => foldOfGroup.get(group)!),
    nSplits,
  )
}

function foldsOf(foldOf: Uint32Array, nSplits: number): Fold[] {
  const rows = foldOf.length
  const sizes = new Uint32Array(nSplits)
  for (let r = 0; r < rows; r++) sizes[foldOf[r]]++
  return Array.from(sizes, (size, f) => {
    const train = new Uint32Array(rows - size)
    const test = new Uint32Array(size)
    for (let r = 0, i = 0, j = 0; r < rows; r++) {
      if (foldOf[r] === f) test[j++] = r
      else train[i++] = r
    }
    return { train, test }
  })
}

function checkFolds(rows: number, nSplits: number): void {
  checkInteger('nSplits', nSplits, 2)
  if (rows < nSplits) throw new RangeError(`nSplits: ${nSplits}, but there are only ${rows} rows`)
}
