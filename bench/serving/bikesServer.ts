import { readFile } from 'node:fs/promises'
import pino from 'pino'
import { bikes } from '../../services/bikes/workload.ts'
import { serving } from '../../services/runtime/serving.ts'
import { servingVariables } from '../../services/runtime/servingVariables.ts'
import { sha256 } from '../../services/runtime/sha256.ts'
import { drainOnSignals } from '../../services/runtime/signals.ts'

/** The serving runtime as it is deployed, except that the model comes from the file MODEL. */
const bytes = await readFile(process.env.MODEL!)
const release = {
  version: '1',
  sha256: sha256(bytes),
  read: async () => bytes,
}
const settings = servingVariables
  .omit({ ATOLL_WORKLOAD: true, ATOLL_ENVIRONMENT: true, MLFLOW_TRACKING_URI: true })
  .omit({ S3_ENDPOINT: true, S3_REGION: true, S3_BUCKET: true })
  .omit({ S3_ACCESS_KEY_ID: true, S3_SECRET_ACCESS_KEY: true })
  .parse({ ...process.env, HOST: '127.0.0.1', ATOLL_CODE_VERSION: 'bench', ATOLL_DRAIN_SECONDS: '0' })
const log = pino({ level: settings.ATOLL_LOG_LEVEL })
drainOnSignals(await serving(bikes, { latest: async () => release }, settings, log))
