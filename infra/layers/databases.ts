import type { Certificates } from '../../components/contracts/certificates.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import { CloudNativePg } from '../../components/databases/cloudNativePg.ts'
import type { DatabaseBackupPlan } from '../../components/databases/databaseBackup.ts'
import { Valkey } from '../../components/databases/valkey.ts'
import type { Environment } from '../config.ts'
import { quantity } from '../quantity.ts'
import { ifOn, needed, type Stack } from './stack.ts'

/** Whole copies: what is written between them is kept as it is written. */
const daily = { cron: '0 1 * * *' }
const plans: Readonly<Record<Environment, DatabaseBackupPlan>> = {
  loc: { ...daily, keptDays: 2 },
  dev: { ...daily, keptDays: 3 },
  stage: { ...daily, keptDays: 7 },
  prod: { ...daily, keptDays: 30 },
}

interface Systems {
  readonly certificates: Certificates | undefined
  readonly objects: ObjectStores | undefined
  readonly metrics: Metrics | undefined
}

export function databases(stack: Stack, { certificates, objects, metrics }: Systems) {
  const { config, charts, apiServers } = stack
  return ifOn(
    stack,
    'cloudnative-pg',
    (place) =>
      new CloudNativePg({
        ...config.sizes.postgres,
        place,
        chart: charts['cloudnative-pg'],
        apiServers,
        metrics,
        backups: {
          ...plans[config.environment],
          chart: charts['plugin-barman-cloud'],
          objects: needed(objects, 'object stores'),
          certificates: needed(certificates, 'certificates'),
        },
        storageClass: config.storageClass,
      }),
  )
}

/** Of the memory of a key-value store. */
const dataShare = 0.6

export function keyValueStores(stack: Stack) {
  const { valkey } = stack.config.sizes
  return ifOn(
    stack,
    'valkey',
    (place) =>
      new Valkey({
        ...valkey,
        place,
        storageClass: stack.config.storageClass,
        dataBytes: Math.floor(quantity(valkey.memory) * dataShare),
      }),
  )
}
