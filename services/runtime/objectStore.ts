import { createWriteStream } from 'node:fs'
import { addAbortSignal } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client } from 'minio'
import { RefusedError } from './errors.ts'
import { noRetry, type RetryPolicy, retry } from './retry.ts'

export interface ObjectStoreConfig {
  /** `http://minio:9000` */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface ObjectStoreOptions {
  readonly retry?: RetryPolicy
  /** For one attempt of one operation. */
  readonly timeoutMs?: number
}

export interface ObjectInfo {
  readonly bytes: number
  readonly etag: string
  /** User metadata, lower-case names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Objects of one bucket, each named by its key or by its `s3://bucket/key` URI. */
export interface ObjectStore {
  readonly bucket: string
  uri(key: string): string
  /** @throws Error if it does not exist, or is larger than `maximumBytes`. */
  get(name: string, options?: { readonly maximumBytes?: number }): Promise<Uint8Array>
  /** Writes an object of any size to a file. @throws Error if it does not exist */
  download(name: string, file: string): Promise<void>
  put(name: string, bytes: Uint8Array, metadata?: Readonly<Record<string, string>>): Promise<void>
  exists(name: string): Promise<boolean>
  stat(name: string): Promise<ObjectInfo | undefined>
  remove(name: string): Promise<void>
  /** Every object whose key begins with `prefix`, in order of keys. */
  list(prefix: string): Promise<readonly ListedObject[]>
}

export interface ListedObject {
  readonly key: string
  readonly bytes: number
}

const absent = new Set(['NotFound', 'NoSuchKey'])
const codeOf = (error: unknown) => (error as { code?: unknown }).code

/** The key inside `bucket` of a key or an `s3://` URI. */
export function keyOf(bucket: string, name: string): string {
  if (!name.startsWith('s3://')) return name
  const [owner, ...path] = name.slice('s3://'.length).split('/')
  if (owner !== bucket) throw new Error(`${name} is not in bucket "${bucket}"`)
  return path.join('/')
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk as unknown as Uint8Array)
  return Buffer.concat(chunks)
}

/** Connects to any S3 store with path-style addresses; every error names the store and what would be right. */
export function objectStore(config: ObjectStoreConfig, options: ObjectStoreOptions = {}): ObjectStore {
  const { bucket, endpoint } = config
  const { timeoutMs = 30_000 } = options
  const url = new URL(endpoint)
  const client = new Client({
    endPoint: url.hostname,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    useSSL: url.protocol === 'https:',
    accessKey: config.accessKeyId,
    secretKey: config.secretAccessKey,
    region: config.region,
    pathStyle: true,
    retryOptions: { disableRetry: true },
  })
  const where = `object store at ${endpoint}`

  const deadline = <T>(work: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout
    const late = new Promise<never>((_, reject) => {
      const error = new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError')
      timer = setTimeout(() => reject(error), timeoutMs)
    })
    return Promise.race([work, late]).finally(() => clearTimeout(timer))
  }

  const call = async <T>(action: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await retry(where, options.retry ?? noRetry, () => deadline(work()))
    } catch (error) {
      const code = codeOf(error)
      if (code === 'NoSuchBucket') throw new Error(`${where} has no bucket "${bucket}"`, { cause: error })
      if (code === 'AccessDenied' || code === 'InvalidAccessKeyId' || code === 'SignatureDoesNotMatch') {
        throw new RefusedError(
          `${where} refuses to ${action} in bucket "${bucket}" (${code}): check the access key`,
          { cause: error },
        )
      }
      throw error
    }
  }

  const stat = (name: string) =>
    call(`stat ${name}`, async () => {
      try {
        const found = await client.statObject(bucket, keyOf(bucket, name))
        return { bytes: found.size, etag: found.etag, metadata: found.metaData as Record<string, string> }
      } catch (error) {
        if (absent.has(String(codeOf(error)))) return undefined
        throw error
      }
    })

  return {
    bucket,
    uri: (key) => `s3://${bucket}/${key}`,
    stat,
    exists: async (name) => (await stat(name)) !== undefined,

    async get(name, { maximumBytes = Number.POSITIVE_INFINITY } = {}) {
      const found = await stat(name)
      if (found === undefined)
        throw new Error(`${where} has no object ${keyOf(bucket, name)} in bucket "${bucket}"`)
      if (found.bytes > maximumBytes) {
        throw new Error(`${name} has ${found.bytes} bytes, more than the ${maximumBytes} that are read`)
      }
      return call(`get ${name}`, async () => {
        const stream = await client.getObject(bucket, keyOf(bucket, name))
        const bytes = await readAll(addAbortSignal(AbortSignal.timeout(timeoutMs), stream))
        if (bytes.length !== found.bytes) {
          throw Object.assign(new Error(`${name} ended after ${bytes.length} of ${found.bytes} bytes`), {
            code: 'ECONNRESET',
          })
        }
        return bytes
      })
    },

    download: (name, file) =>
      call(`get ${name}`, async () => {
        const stream = await client.getObject(bucket, keyOf(bucket, name))
        await pipeline(addAbortSignal(AbortSignal.timeout(timeoutMs), stream), createWriteStream(file))
      }),

    async put(name, bytes, metadata = {}) {
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      await call(`put ${name}`, () =>
        client.putObject(bucket, keyOf(bucket, name), body, body.length, { ...metadata }),
      )
    },

    remove: (name) => call(`remove ${name}`, () => client.removeObject(bucket, keyOf(bucket, name))),

    list: (prefix) =>
      call(`list ${prefix}`, async () => {
        const found: ListedObject[] = []
        for await (const { name, size } of client.listObjectsV2(bucket, prefix, true))
          found.push({ key: name, bytes: size })
        return found
      }),
  }
}
