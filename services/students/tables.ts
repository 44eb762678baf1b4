import { catalogueTables } from './catalogueTables.ts'
import type { Table } from './schema.ts'
import { studentTables } from './studentTables.ts'

/** The school's database, tables that others refer to first. */
export const tables: readonly Table[] = [...catalogueTables, ...studentTables]

/** @throws RangeError that names the tables there are */
export function tableNamed(name: string): Table {
  const found = tables.find((table) => table.name === name)
  if (found !== undefined) return found
  throw new RangeError(
    `there is no table "${name}"; there is ${tables.map((table) => table.name).join(', ')}`,
  )
}
