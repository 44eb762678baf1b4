import { z } from 'zod'
import type { ObjectStoreConfig } from './objectStore.ts'

/** What is wrong with the environment variables, all at once. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

/** Variables that training and serving share; the components set them. */
export const platformVariables = z.object({
  ATOLL_WORKLOAD: z.string().min(1),
  ATOLL_ENVIRONMENT: z.string().min(1),
  ATOLL_CODE_VERSION: z.string().min(1),
  MLFLOW_TRACKING_URI: z.url({ protocol: /^https?$/ }),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }),
  S3_REGION: z.string().min(1),
  S3_BUCKET: z.string().min(3),
  S3_ACCESS_KEY_ID: z.string().min(1),
  S3_SECRET_ACCESS_KEY: z.string().min(1),
  PORT: z.coerce.number().int().min(1).max(65_535).default(8080),
})

const jsonObject = z.string().transform((text, context): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {}
  context.addIssue({ code: 'custom', message: 'must be a JSON object such as {"maxIter": 200}' })
  return z.NEVER
})

export const trainingVariables = platformVariables.extend({
  /** Headless service whose addresses are the replicas; without it the rollout is not watched. */
  ATOLL_REPLICAS_HOST: z.string().min(1).optional(),
  /** How long the replicas may take to serve a new version. */
  ATOLL_ROLLOUT_SECONDS: z.coerce.number().min(1).default(120),
  ATOLL_PARAMETERS: jsonObject.default({}),
  /** Trains although data, code and parameters are the champion's. */
  ATOLL_FORCE: z.enum(['true', 'false']).default('false'),
  /** Searches the parameters in so many trials instead of training a model to register. */
  ATOLL_TRIALS: z.coerce.number().int().min(1).max(10_000).optional(),
  /** That a training or a search may use; without it as many as are usable. */
  ATOLL_THREADS: z.coerce.number().int().min(1).max(64).optional(),
  ATOLL_SEARCH_SEED: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
})

export type PlatformEnvironment = z.infer<typeof platformVariables>

/** @throws EnvironmentError that lists every variable that is missing or wrong; secrets are not repeated */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  variables: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const result = schema.safeParse(variables)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    return `${name}${variables[name] === undefined ? ' is not set' : `: ${message}`}`
  })
  throw new EnvironmentError(`environment variables:\n  ${faults.join('\n  ')}`)
}

export const objectStoreConfig = (
  environment: Pick<PlatformEnvironment, Extract<keyof PlatformEnvironment, `S3_${string}`>>,
): ObjectStoreConfig => ({
  endpoint: environment.S3_ENDPOINT,
  region: environment.S3_REGION,
  bucket: environment.S3_BUCKET,
  accessKeyId: environment.S3_ACCESS_KEY_ID,
  secretAccessKey: environment.S3_SECRET_ACCESS_KEY,
})
