import { type ChartLock, loadChartLock } from './charts/chartLock.ts'
import type { Config } from './config.ts'
import { type ImageLock, loadImageLock } from './imageLock.ts'

/** Exactly which images and charts a stack is made of. */
export interface Locks {
  readonly images: ImageLock
  readonly charts: ChartLock
}

/** @throws ConfigError */
export function loadLocks({ images }: Config): Locks {
  return { images: loadImageLock(images.lock), charts: loadChartLock() }
}
