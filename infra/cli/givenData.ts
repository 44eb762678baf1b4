import { existsSync, opendirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { DataError } from '../../services/runtime/errors.ts'
import { maximumDataBytes } from '../../services/runtime/training/trainingJob.ts'
import type { DataFile } from '../../services/runtime/workload/data.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import { exitCode, Failure } from './failure.ts'
import { fromData } from './fromData.ts'

/** A workload's raw file, and in words where it is from. */
export interface RawData {
  readonly bytes: Uint8Array
  readonly origin: string
}

/** More files than any workload's folder has: somebody named a home directory, or `/`. */
const mostFiles = 10_000

/**
 * The raw file of a workload from what `--data` names: a file; a folder whose files the workload packs; or a folder
 * that holds the files of several workloads, each below its name in the bucket.
 * @throws Failure if it is not there, too large, not to be read, or not what the workload takes
 */
export async function dataFrom(workload: AnyWorkload, path: string): Promise<RawData> {
  const given = resolve(path)
  if (!existsSync(given)) throw new Failure(`no ${given}: --data takes ${takes(workload)}`, exitCode.usage)
  if (!statSync(given).isDirectory()) return packed(workload, given, [given])
  const below = await dataBelow(workload, given)
  if (below !== undefined) return below
  const file = join(given, basename(workload.data.file))
  if (workload.data.pack !== undefined) return packed(workload, given, filesBelow(given))
  if (existsSync(file)) return packed(workload, file, [file])
  throw new Failure(
    `${given} holds no ${basename(workload.data.file)}: --data takes ${takes(workload)}`,
    exitCode.usage,
  )
}

/** The raw file of one of the workloads whose files a folder holds; undefined if it holds none of this one's. */
export async function dataBelow(workload: AnyWorkload, directory: string): Promise<RawData | undefined> {
  const place = placeBelow(workload, directory)
  if (place === undefined) return undefined
  return packed(workload, place, statSync(place).isDirectory() ? filesBelow(place) : [place])
}

/** @throws Failure if the directory has no workload's data, said before anything else is done */
export function checkDirectory(workloads: readonly AnyWorkload[], directory: string): void {
  if (workloads.some((workload) => placeBelow(workload, directory) !== undefined)) return
  const files = workloads.map(({ data }) => data.file)
  throw new Failure(
    `${resolve(directory)} has none of the workloads' files: ${files.join(', ')}`,
    exitCode.usage,
  )
}

export function generatedData(workload: AnyWorkload, seed = 1): RawData {
  return { bytes: workload.data.generate(seed), origin: `generated, seed ${seed}` }
}

function takes({ data }: AnyWorkload): string {
  const one = data.pack === undefined ? 'a file' : 'a file, or a folder of files,'
  return `${one} of the workload, or the directory that holds ${data.file}`
}

/** The file by its name in the bucket, or the folder of that name if the workload packs folders. */
function placeBelow({ data }: AnyWorkload, directory: string): string | undefined {
  const file = resolve(directory, data.file)
  if (existsSync(file)) return file
  const folder = dirname(file)
  return data.pack !== undefined && existsSync(folder) && folder !== resolve(directory) ? folder : undefined
}

async function packed({ data }: AnyWorkload, origin: string, paths: readonly string[]): Promise<RawData> {
  const root = paths.length === 1 && paths[0] === origin ? dirname(origin) : origin
  const files = paths.map((path) => dataFile(path, root))
  const isPacked = files.length === 1 && files[0]!.name === basename(data.file)
  return fromData(origin, async () => {
    const bytes = data.pack === undefined || isPacked ? await files[0]!.read() : await data.pack(files)
    if (bytes.length > maximumDataBytes) throw tooLarge(data.file, bytes.length)
    return { bytes, origin }
  })
}

const tooLarge = (name: string, bytes: number) =>
  new DataError(`${name} has ${bytes} bytes; at most ${maximumDataBytes} are taken`)

function dataFile(path: string, root: string): DataFile {
  const name = relative(root, path).split(sep).join('/')
  const found = statSync(path)
  if (!found.isFile()) throw new Failure(`${path} is no file`, exitCode.usage)
  return {
    name,
    bytes: found.size,
    async read() {
      if (found.size > maximumDataBytes) throw tooLarge(name, found.size)
      try {
        return await readFile(path)
      } catch (error) {
        throw new Failure(`${path} cannot be read: ${(error as Error).message}`, exitCode.usage)
      }
    },
  }
}

/** Paths of the files below a folder, sorted; hidden ones and what is no file are left out. */
function filesBelow(directory: string): string[] {
  const found: string[] = []
  const folders = [directory]
  for (const folder of folders) {
    using entries = opendirSync(folder)
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() || (entry.isSymbolicLink() && isFile(path))) found.push(path)
      if (found.length + folders.length > mostFiles)
        throw new Failure(
          `${directory} has more than ${mostFiles} files: name the folder of the data alone`,
          exitCode.usage,
        )
    }
  }
  if (found.length === 0) throw new Failure(`${directory} has no files`, exitCode.usage)
  return found.toSorted()
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true
