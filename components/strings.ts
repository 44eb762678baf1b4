/**
 * The value with each text in it replaced. What is not plain data, as an output of Pulumi, stays as it is.
 * @param replace gets the text, the name of the nearest field above it, and the path to it
 */
export function eachString<Value>(
  value: Value,
  replace: (text: string, key: string, path: readonly (string | number)[]) => string,
): Value {
  const walk = (node: unknown, key: string, path: readonly (string | number)[]): unknown => {
    if (typeof node === 'string') return replace(node, key, path)
    if (Array.isArray(node)) return node.map((item, index) => walk(item, key, [...path, index]))
    if (typeof node !== 'object' || node === null || Object.getPrototypeOf(node) !== Object.prototype)
      return node
    return Object.fromEntries(
      Object.entries(node).map(([name, field]) => [name, walk(field, name, [...path, name])]),
    )
  }
  return walk(value, '', []) as Value
}
