import { join } from 'node:path'
import pino from 'pino'
import { workloadNamed } from '../workloads.ts'
import { objectStoreConfig, readEnvironment } from './environment.ts'
import { explain } from './errors.ts'
import { objectStore } from './objectStore.ts'
import { dataHolder } from './published/dataHolder.ts'
import { localVersions } from './published/localVersions.ts'
import { published } from './published/publication.ts'
import { publishedMetrics } from './published/publishedMetrics.ts'
import { publishedServer } from './published/publishedServer.ts'
import { publishedVariables } from './published/publishedVariables.ts'
import { drainOnSignals } from './signals.ts'

async function main(): Promise<void> {
  const settings = readEnvironment(publishedVariables, process.env)
  const { published: data, name } = workloadNamed(settings.ATOLL_WORKLOAD)
  if (data === undefined) throw new Error(`workload ${name} publishes no data`)
  const log = pino({ level: settings.ATOLL_LOG_LEVEL, base: { workload: name } })
  const metrics = publishedMetrics(data.name)
  const store = objectStore(objectStoreConfig(settings), { timeoutMs: 120_000 })
  const local = localVersions(join(settings.ATOLL_DATA_CACHE, data.name), store)
  const pollMs = settings.ATOLL_POLL_SECONDS * 1000
  const holder = dataHolder(data, { latest: () => published(store), local, metrics, log, pollMs })
  drainOnSignals(await publishedServer(data, { holder, metrics, settings, log }))
}

main().catch((error) => {
  process.stderr.write(`cannot serve: ${explain(error)}\n`)
  process.exitCode = 1
})
