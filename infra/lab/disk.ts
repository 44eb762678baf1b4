import { mkdirSync, statfsSync } from 'node:fs'

/** Throws unless the file system under a directory has so many GiB free. */
export function requireDisk(directory: string, gibibytes: number, purpose: string): void {
  mkdirSync(directory, { recursive: true })
  const { bavail, bsize } = statfsSync(directory)
  const free = (bavail * bsize) / 2 ** 30
  if (free < gibibytes) {
    throw new Error(
      `Disk nearly full: ${directory} has ${free.toFixed(1)} GiB free and ${gibibytes} GiB are needed ${purpose}. ` +
        'Free some space, or point ATOLL_HOME and ATOLL_CACHE at another disk',
    )
  }
}
