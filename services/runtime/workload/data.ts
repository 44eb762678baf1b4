/** Rows that passed a workload's cleaning, and what every rule did to the others. */
export interface Cleaned<Example> {
  /** In order of time, where the data has time. */
  readonly examples: readonly Example[]
  readonly rowsRead: number
  /** Rule name to the number of rows it changed or dropped; a rule that found nothing is listed with 0. */
  readonly rules: Readonly<Record<string, number>>
}

/** A file that was given to a training. */
export interface DataFile {
  /** Its path below the folder that was given, with `/`; of a single file, its name. */
  readonly name: string
  readonly bytes: number
  /** @throws DataError, before anything is read, if it is larger than a training takes */
  read(): Promise<Uint8Array>
}

/** Where raw data comes from, and what stands in for it when there is none. */
export interface DataSource {
  /** The one file that trainings read, below `data/` in the workload's bucket: `bikes/hour.csv`. */
  readonly file: string
  readonly mediaType: string
  /**
   * Makes that one file of what people have, be it a folder or a single file: a folder of recordings becomes one
   * archive. Without it, a file is taken as it is; so is a single one that is named like `file` already.
   * @param files - in order of their names, at least one
   * @throws DataError saying which files are looked for, if they are not there
   */
  pack?(files: readonly DataFile[]): Uint8Array | Promise<Uint8Array>
  /** Seeded synthetic file of the same shape; same seed, same bytes. */
  generate(seed: number): Uint8Array
}
