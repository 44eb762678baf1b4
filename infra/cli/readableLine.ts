const levels: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
}

/**
 * A line of our services' logs, one JSON object of pino, as time, level, message and the other fields. Any other line
 * stays as it is.
 */
export function readableLine(line: string): string {
  const entry = entryOf(line)
  if (entry === undefined) return line
  const { level, time, msg = '', ...fields } = entry
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`)
  return [new Date(time).toISOString(), levels[level]!.padEnd(5), msg, ...rest].join(' ').trimEnd()
}

interface Entry {
  readonly level: number
  readonly time: number
  readonly msg?: string
}

function entryOf(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const { level, time } = JSON.parse(line)
    const isEntry = Object.hasOwn(levels, level) && Number.isInteger(time) && Math.abs(time) <= 8.64e15
    return isEntry ? JSON.parse(line) : undefined
  } catch {
    return undefined
  }
}

/** An error is shown by its trace, on lines of its own; text without spaces stands bare. */
function fieldText(value: unknown): string {
  const { stack } = (value ?? {}) as { stack?: unknown }
  if (typeof stack === 'string') return `\n  ${stack.replaceAll('\n', '\n  ')}`
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}
