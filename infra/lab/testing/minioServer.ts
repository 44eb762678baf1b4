import { join } from 'node:path'
import { Client } from 'minio'
import type { ObjectStoreConfig } from '../../../services/runtime/objectStore.ts'
import { ensureTools } from '../tools.ts'
import { freePort, type ServerProcess, serverProcess } from './serverProcess.ts'

export interface MinioServer extends ServerProcess {
  /** Makes a bucket and says how to reach it. */
  bucket(name: string): Promise<ObjectStoreConfig>
}

/**
 * MinIO with its data in `directory`, on a free port.
 * @param settings further variables of its environment
 */
export async function minioServer(
  directory: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<MinioServer> {
  const { minio } = await ensureTools(['minio'])
  const port = await freePort()
  const access = { accessKeyId: 'test-access', secretAccessKey: 'test-secret-key' }
  const region = 'us-east-1'
  const server = serverProcess({
    name: 'MinIO',
    command: minio,
    args: ['server', '--quiet', '--address', `127.0.0.1:${port}`, join(directory, 'minio')],
    environment: {
      MINIO_ROOT_USER: access.accessKeyId,
      MINIO_ROOT_PASSWORD: access.secretAccessKey,
      MINIO_BROWSER: 'off',
      ...settings,
    },
    readyUrl: `http://127.0.0.1:${port}/minio/health/ready`,
  })
  await server.start()
  return {
    ...server,
    async bucket(name) {
      const client = new Client({
        ...{ endPoint: '127.0.0.1', port, useSSL: false, region },
        ...{ accessKey: access.accessKeyId, secretKey: access.secretAccessKey },
      })
      await client.makeBucket(name, region)
      return { endpoint: `http://127.0.0.1:${port}`, region, bucket: name, ...access }
    },
  }
}
