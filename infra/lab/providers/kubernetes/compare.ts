import { isObject, isUnknown, type Path } from '../protocol/properties.ts'
import type { ChangeKind } from '../protocol/provider.ts'
import { at } from './objects.ts'

export interface Change {
  readonly path: Path
  readonly kind: ChangeKind
}

/** The smallest differences between two values; lists are compared place by place, unknown values differ from all. */
export function changesBetween(before: unknown, after: unknown, path: Path = []): Change[] {
  if (before === undefined && after === undefined) return []
  if (before === undefined) return [{ path, kind: 'add' }]
  if (after === undefined) return [{ path, kind: 'delete' }]
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => changesBetween(before[key], after[key], [...path, key]))
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) =>
      changesBetween(before[index], after[index], [...path, index]),
    ).flat()
  }
  return before === after && !isUnknown(after) ? [] : [{ path, kind: 'update' }]
}

/** Whether one path leads to the other's place or below it. */
export function touches(one: Path, other: Path): boolean {
  const shorter = Math.min(one.length, other.length)
  return one.slice(0, shorter).every((step, index) => step === other[index])
}

/** `value` with, at each of the changed paths, what `source` has there: set, or left out where it has nothing. */
export function takenOver(value: unknown, changes: readonly Change[], source: unknown): unknown {
  const paths = changes.map(({ path }) => path)
  const present = paths.filter((path) => at(source, path) !== undefined)
  const absent = paths.filter((path) => at(source, path) === undefined).toReversed()
  const filled = present.reduce((made, path) => withAt(made, path, at(source, path)), value)
  return absent.reduce((made, path) => withAt(made, path, undefined), filled)
}

function withAt(value: unknown, path: Path, leaf: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return leaf
  if (Array.isArray(value)) {
    const changed = withAt(value[step as number], rest, leaf)
    return changed === undefined
      ? value.filter((_, index) => index !== step)
      : value.toSpliced(step as number, 1, changed)
  }
  const { [step]: child, ...others } = isObject(value) ? value : {}
  const changed = withAt(child, rest, leaf)
  return changed === undefined ? others : { ...others, [step]: changed }
}
