/** A file of listings: a header, and rows of fields. */
export const file = (...lines: readonly (readonly string[])[]): Uint8Array =>
  new TextEncoder().encode(
    `${lines.map((fields) => fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')).join('\n')}\n`,
  )
