import { type BackupSchedule, Velero } from '../../components/backup/velero.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import type { Environment } from '../config.ts'
import { type System, systems } from '../systems.ts'
import { ifOn, needed, type Stack } from './stack.ts'

const daily = { name: 'daily', cron: '0 2 * * *' }

/** What is lost at most: a day, and in `prod` six hours. */
const schedules: Readonly<Record<Environment, readonly BackupSchedule[]>> = {
  loc: [{ ...daily, keptHours: 2 * 24 }],
  dev: [{ ...daily, keptHours: 3 * 24 }],
  stage: [{ ...daily, keptHours: 7 * 24 }],
  prod: [
    { name: 'six-hourly', cron: '30 */6 * * *', keptHours: 3 * 24 },
    { ...daily, keptHours: 30 * 24 },
    { name: 'monthly', cron: '0 4 1 * *', keptHours: 365 * 24 },
  ],
}

export function backup(stack: Stack, objects: ObjectStores | undefined, metrics: Metrics | undefined) {
  const { config, charts, apiServers, places } = stack
  return ifOn(
    stack,
    'velero',
    (place) =>
      new Velero({
        ...config.sizes.velero,
        place,
        chart: charts.velero,
        apiServers,
        store: needed(objects, 'object stores').bucket('velero', place),
        namespaces: Object.entries(places)
          .filter(([name]) => !keepsBackups(name))
          .map(([, { namespace }]) => namespace),
        schedules: schedules[config.environment],
        metrics,
      }),
  )
}

/** What backups are kept in is not kept in them: volumes, buckets, and Velero itself. */
function keepsBackups(name: string): boolean {
  const system: System | undefined = systems[name as keyof typeof systems]
  return ['storage', 'objectStores', 'backup'].some((contract) =>
    (system?.gives as readonly string[] | undefined)?.includes(contract),
  )
}
