import { type ChartLock, loadChartLock } from './charts/chartLock.ts'
import { requireCharts } from './charts/requireCharts.ts'
import type { Config } from './config.ts'
import { type ImageLock, loadImageLock } from './imageLock.ts'
import { together } from './problems.ts'

/** Exactly which images and charts a stack is made of. */
export interface Locks {
  readonly images: ImageLock
  readonly charts: ChartLock
}

/**
 * Reads both locks, and holds the charts against theirs.
 * @param root what a relative directory of charts starts from
 * @throws ConfigError with everything that is wrong in either
 */
export async function loadLocks(config: Config, root: string): Promise<Locks> {
  const [images, charts] = await together<[ImageLock, ChartLock]>([
    async () => loadImageLock(config.images.lock),
    async () => {
      const lock = loadChartLock()
      await requireCharts(config, lock, root)
      return lock
    },
  ])
  return { images, charts }
}
