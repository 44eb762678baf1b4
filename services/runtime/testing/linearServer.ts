import pino from 'pino'
import { readEnvironment } from '../environment.ts'
import { serving } from '../serving.ts'
import { servingVariables } from '../servingVariables.ts'
import { drainOnSignals } from '../signals.ts'
import { linearModel, linearWorkload } from './linearWorkload.ts'
import { memorySource } from './memorySource.ts'

/** The linear workload as a process of its own; says its port on the first line. */
const settings = readEnvironment(servingVariables, process.env)
const source = memorySource()
source.release('1', linearModel(0))
const server = await serving(
  linearWorkload,
  source,
  { ...settings, PORT: 0 },
  pino({ level: settings.ATOLL_LOG_LEVEL }),
)
drainOnSignals(server)
process.stdout.write(`${server.port}\n`)
