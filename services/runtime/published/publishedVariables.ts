import { z } from 'zod'
import { servingVariables } from '../servingVariables.ts'

const serverVariables = servingVariables.pick({
  HOST: true,
  PORT: true,
  ATOLL_CODE_VERSION: true,
  ATOLL_HEADERS_TIMEOUT_SECONDS: true,
  ATOLL_REQUEST_TIMEOUT_SECONDS: true,
  ATOLL_KEEP_ALIVE_SECONDS: true,
  ATOLL_DRAIN_SECONDS: true,
  ATOLL_GRACE_SECONDS: true,
})

/** What the HTTP server of published data is told. */
export type PublishedSettings = z.infer<typeof serverVariables>

/** Variables of a process that serves published data. */
export const publishedVariables = serverVariables.extend({
  ...servingVariables.pick({
    ATOLL_WORKLOAD: true,
    S3_ENDPOINT: true,
    S3_REGION: true,
    S3_BUCKET: true,
    S3_ACCESS_KEY_ID: true,
    S3_SECRET_ACCESS_KEY: true,
    ATOLL_POLL_SECONDS: true,
    ATOLL_LOG_LEVEL: true,
  }).shape,
  /** Directory for the versions of the data. */
  ATOLL_DATA_CACHE: z.string().min(1),
})
