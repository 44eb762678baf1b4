import { columns } from '../columns.ts'

export const header = columns.map(({ name }) => name).join(',')

/** One well-formed row; `changes` replaces fields by column name. */
export function row(changes: Readonly<Record<string, string | number>> = {}): string {
  const fields: Record<string, string | number> = {
    ...{
      instant: 1,
      dteday: '2011-01-03',
      season: 1,
      yr: 0,
      mnth: 1,
      hr: 8,
      holiday: 0,
      weekday: 1,
      workingday: 1,
    },
    ...{
      weathersit: 1,
      temp: 0.24,
      atemp: 0.2879,
      hum: 0.81,
      windspeed: 0.1,
      casual: 3,
      registered: 13,
      cnt: 16,
    },
    ...changes,
  }
  return columns.map(({ name }) => fields[name]).join(',')
}

export const file = (...lines: string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`)
