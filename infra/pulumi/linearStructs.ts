import protobuf from 'google-protobuf'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'

type Methods = Record<string, unknown>

/**
 * Lets google-protobuf read and build a `Struct` in time linear in its size. As it is published, each value that is set
 * in another is first written out with everything below it, so that a value at depth d is written out d times: a
 * quarter of the work of a preview whose charts bring large definitions. Nothing reads what is written out: a message is sent,
 * and turned into plain values, from the messages that it holds.
 *
 * Its names are minified, and are found by what they stand for.
 */
export function linearStructs(): void {
  const { prototype } = protobuf.Message as unknown as { readonly prototype: Methods }
  const writesOut = Object.getOwnPropertyNames(prototype).filter(
    (name) => prototype[name] === prototype.toArray,
  )
  const fields: unknown[] = []
  const probe = new (structs.Value as unknown as new (fields: unknown[]) => Methods)(fields)
  const own = Object.keys(probe).find((name) => probe[name] === fields)
  if (own === undefined) return
  for (const type of [structs.Struct, structs.ListValue, structs.Value]) {
    for (const name of writesOut) {
      Object.defineProperty(type.prototype, name, {
        configurable: true,
        value(this: Methods) {
          return this[own]
        },
      })
    }
  }
}
