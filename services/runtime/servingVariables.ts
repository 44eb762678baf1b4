import { z } from 'zod'
import { platformVariables } from './environment.ts'
import { trafficRule } from './models/traffic.ts'

const whole = (minimum: number) => z.coerce.number().int().min(minimum)
const seconds = z.coerce.number().positive()

const traffic = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON such as {"mode":"canary","percent":10}' })
      return z.NEVER
    }
  })
  .pipe(trafficRule)

/** Variables of the serving process; docs/serving-settings.md says what each does. */
export const servingVariables = platformVariables.extend({
  HOST: z.string().min(1).default('0.0.0.0'),
  ATOLL_MODEL_CACHE: z.string().min(1).optional(),
  ATOLL_POLL_SECONDS: seconds.default(2),
  ATOLL_MAX_BODY_BYTES: whole(1).default(8 * 1024 * 1024),
  ATOLL_MAX_IN_FLIGHT: whole(1).default(256),
  ATOLL_MAX_HELD_BYTES: whole(1).default(64 * 1024 * 1024),
  ATOLL_MAX_ROWS: whole(1).default(10_000),
  ATOLL_HEADERS_TIMEOUT_SECONDS: seconds.default(10),
  ATOLL_REQUEST_TIMEOUT_SECONDS: seconds.default(30),
  ATOLL_KEEP_ALIVE_SECONDS: seconds.default(72),
  ATOLL_DRAIN_SECONDS: z.coerce.number().min(0).default(3),
  ATOLL_GRACE_SECONDS: seconds.default(25),
  ATOLL_SLOW_SECONDS: seconds.default(1),
  ATOLL_ACCESS_LOG_EVERY: whole(0).default(0),
  ATOLL_TRAFFIC: traffic.optional(),
  ATOLL_BATCH_ROWS: whole(1).default(1),
  ATOLL_BATCH_WAIT_MS: whole(1).default(2),
  ATOLL_AUDIT_ROWS: whole(0).default(2000),
  ATOLL_AUDIT_SECONDS: seconds.default(60),
  ATOLL_AUDIT_DAYS: whole(1).default(30),
  ATOLL_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type ServingSettings = Omit<
  z.infer<typeof servingVariables>,
  keyof z.infer<typeof platformVariables>
> & {
  readonly PORT: number
  readonly ATOLL_CODE_VERSION: string
}
