import type { Rendered } from './rendered.ts'

/** The only object of this kind with this name. @throws Error that lists what there is of the kind */
export function only(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const ofKind = objects.filter((object) => object.kind === kind)
  const found = ofKind.filter((object) => object.metadata.name === name)
  if (found.length !== 1)
    throw new Error(
      `${found.length} ${kind} ${name}; there are ${ofKind.map((o) => o.metadata.name).join(', ')}`,
    )
  return found[0]
}

/** The environment of a container by name: values as they are, references as `secret/key`, fields by their path. */
export function environmentOf(container: {
  readonly env: readonly {
    readonly name: string
    readonly value?: string
    readonly valueFrom?: {
      readonly secretKeyRef?: { readonly name: string; readonly key: string }
      readonly fieldRef?: { readonly fieldPath: string }
    }
  }[]
}): Record<string, string> {
  return Object.fromEntries(
    container.env.map(({ name, value, valueFrom }) => [
      name,
      value ??
        valueFrom?.fieldRef?.fieldPath ??
        `${valueFrom?.secretKeyRef?.name}/${valueFrom?.secretKeyRef?.key}`,
    ]),
  )
}
