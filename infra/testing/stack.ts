import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type ImageName, imageNames } from '../../components/images.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import { loadChartLock } from '../charts/chartLock.ts'
import { type Config, readConfig } from '../config.ts'
import type { ImageLock } from '../imageLock.ts'
import type { Locks } from '../locks.ts'
import type { StackFile } from '../stackSchema.ts'

/** Images that need not exist, and the charts that do. */
export const exampleImages: ImageLock = {
  codeVersion: '0123abc',
  images: Object.fromEntries(
    imageNames.map((name, index) => [
      name,
      `registry.internal/atoll/${name}@sha256:${index.toString(16).repeat(64)}`,
    ]),
  ) as Record<ImageName, string>,
}

export const exampleLocks: Locks = { images: exampleImages, charts: loadChartLock() }

/** The configuration in a stack's file, some of its fields replaced. */
export function stackConfig(
  stack: string,
  known: readonly AnyWorkload[],
  replaced: Partial<StackFile> = {},
): Config {
  const file = join(import.meta.dirname, `../../stacks/Pulumi.${stack}.yaml`)
  const { config } = parse(readFileSync(file, 'utf8')) as { config: Record<string, unknown> }
  const own = Object.entries(config).map(([key, value]) => [key.replace('atoll:', ''), value])
  return readConfig(stack, { ...Object.fromEntries(own), ...replaced }, known)
}
