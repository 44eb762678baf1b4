import pino from 'pino'
import { workloadNamed } from '../workloads.ts'
import { objectStoreConfig, readEnvironment } from './environment.ts'
import { explain } from './errors.ts'
import { mlflowClient } from './mlflow/mlflow.ts'
import { registrySource } from './models/modelSource.ts'
import { objectStore } from './objectStore.ts'
import { serving } from './serving.ts'
import { servingVariables } from './servingVariables.ts'
import { drainOnSignals } from './signals.ts'

async function main(): Promise<void> {
  const settings = readEnvironment(servingVariables, process.env)
  const workload = workloadNamed(settings.ATOLL_WORKLOAD)
  const log = pino({ level: settings.ATOLL_LOG_LEVEL, base: { workload: workload.name } })
  const { name } = workload
  const registry = mlflowClient(settings.MLFLOW_TRACKING_URI, { timeoutMs: 5000 })
  const store = objectStore(objectStoreConfig(settings), { timeoutMs: 30_000 })
  const alias = settings.ATOLL_TRAFFIC?.alias
  drainOnSignals(
    await serving(workload, registrySource(name, registry, store), settings, log, {
      auditStore: store,
      ...(alias !== undefined && { challenger: registrySource(name, registry, store, { alias }) }),
    }),
  )
}

main().catch((error) => {
  process.stderr.write(`cannot serve: ${explain(error)}\n`)
  process.exitCode = 1
})
