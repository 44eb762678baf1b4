const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that means itself in HTML and SVG, in quoted attributes too. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)

type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element of HTML or SVG; its content is markup, its attributes are text. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value!)}"`)
  return `<${name}${pairs.join('')}>${content.join('')}</${name}>`
}

const round = (value: number) => Number(value.toFixed(2))

/** Four significant digits, in full from 0.0001 to 10 million; `–` for what is no number. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const rounded = Number(value.toPrecision(4))
  return Number.isInteger(value) && Math.abs(value) < 1e7 ? String(value) : String(rounded)
}
