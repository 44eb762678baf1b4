import { isObject } from '../../protocol/properties.ts'

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly field: readonly string[]; readonly value: string }

const step =
  /\.([\w-]+)|\.?\[\s*(?:(-?\d+)|(\*)|'([^']*)'|"([^"]*)"|\?\(\s*@((?:\.[\w-]+)+)\s*==\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))\s*\))\s*\]|\.(\*)/y

/**
 * What kubectl's `{.status.conditions[?(@.type=="Ready")].status}` finds: fields, indices, `*` and filters by equality.
 * @throws Error that shows where the expression stops making sense.
 */
export function jsonPath(expression: string): (value: unknown) => unknown[] {
  const inner = /^\s*\{?\s*(.*?)\s*\}?\s*$/.exec(expression)![1]!
  const path = inner.startsWith('.') || inner.startsWith('[') ? inner : `.${inner}`
  const steps: Step[] = []
  step.lastIndex = 0
  while (step.lastIndex < path.length) {
    const from = step.lastIndex
    const match = step.exec(path)
    if (match === null)
      throw new Error(`the JSONPath ${expression} is not understood from "${path.slice(from)}"`)
    steps.push(stepOf(match))
  }
  return (value) =>
    steps.reduce<unknown[]>((found, one) => found.flatMap((node) => follow(node, one)), [value])
}

function stepOf([, field, index, all, quoted, doubleQuoted, filter, ...rest]: RegExpExecArray): Step {
  const name = field ?? quoted ?? doubleQuoted
  if (name !== undefined) return { kind: 'field', name }
  if (index !== undefined) return { kind: 'index', index: Number(index) }
  if (filter !== undefined) {
    const value = rest.slice(0, 3).find((text) => text !== undefined)!
    return { kind: 'filter', field: filter.slice(1).split('.'), value }
  }
  return all === undefined && rest[3] === undefined ? { kind: 'field', name: '' } : { kind: 'all' }
}

function follow(node: unknown, one: Step): unknown[] {
  if (one.kind === 'field') return isObject(node) && one.name in node ? [node[one.name]] : []
  const items = Array.isArray(node) ? node : isObject(node) ? Object.values(node) : []
  if (one.kind === 'all') return items
  if (one.kind === 'index')
    return Array.isArray(node) && items.at(one.index) !== undefined ? [items.at(one.index)] : []
  return items.filter((item) => {
    const found = one.field.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), item)
    return String(found) === one.value
  })
}
