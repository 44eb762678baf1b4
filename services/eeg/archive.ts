import { Header, Parser } from 'tar'
import { DataError, explain } from '../runtime/errors.ts'
import type { DataFile } from '../runtime/workload/data.ts'

export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const block = 512

const isRecording = (name: string) => /\.edf$/i.test(name)

/** One tar archive of the files, in their order; same files, same bytes. */
export function packArchive(files: readonly NamedFile[]): Uint8Array {
  const padded = (length: number) => Math.ceil(length / block) * block
  const size = files.reduce((sum, { bytes }) => sum + block + padded(bytes.length), 0)
  const archive = Buffer.alloc(size + 2 * block)
  let at = 0
  for (const { name, bytes } of files) {
    const header = new Header({
      path: name,
      type: 'File',
      size: bytes.length,
      mode: 0o644,
      mtime: new Date(0),
    })
    if (header.encode(archive, at)) throw new DataError(`${name}: the name is too long for an archive`)
    archive.set(bytes, at + block)
    at += block + padded(bytes.length)
  }
  return archive
}

/** The recordings below a folder, as one archive; a single archive as it is. */
export async function packRecordings(files: readonly DataFile[]): Promise<Uint8Array> {
  if (files.length === 1 && /\.tar$/i.test(files[0].name)) return files[0].read()
  const recordings = files.filter(({ name }) => isRecording(name))
  if (recordings.length === 0) {
    throw new DataError(
      `no recording among ${files.length} files, the first of which is ${files[0].name}; files that end in .edf are looked for`,
    )
  }
  const read: NamedFile[] = []
  for (const file of recordings) read.push({ name: file.name, bytes: await file.read() })
  return packArchive(read)
}

/**
 * The recordings in a tar archive, in order of their names, other files being left aside; a single recording stands for an archive of it.
 *
 * @throws DataError if it is neither, or truncated
 */
export async function unpackArchive(archive: Uint8Array): Promise<NamedFile[]> {
  if (archive.length === 0)
    throw new DataError('the file is empty; it must be recordings (EDF), or a tar archive of them')
  if (archive[0] === 0x30 && archive[1] === 0x20) return [{ name: 'the recording', bytes: archive }]
  const files: NamedFile[] = []
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: unknown) =>
      reject(
        new DataError(
          `the file is neither a recording (EDF) nor a whole tar archive of recordings: ${explain(error)}`,
        ),
      )
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const chunks: Buffer[] = []
        entry.on('data', (chunk: Buffer) => chunks.push(chunk))
        entry.on('end', () => {
          if (entry.type === 'File' && isRecording(entry.path))
            files.push({ name: entry.path, bytes: new Uint8Array(Buffer.concat(chunks)) })
        })
      },
    })
    parser.on('error', refuse)
    parser.on('abort', refuse)
    parser.on('end', () => resolve())
    parser.end(Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength))
  })
  return files.sort((a, b) => (a.name < b.name ? -1 : 1))
}
