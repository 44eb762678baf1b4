import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import {
  type ObjectStore,
  type ObjectStoreConfig,
  objectStore,
} from '../../../services/runtime/objectStore.ts'
import type { RetryPolicy } from '../../../services/runtime/retry.ts'
import {
  type TrainingOptions,
  type TrainingServices,
  trainingRun,
} from '../../../services/runtime/training/trainingRun.ts'
import type { AnyWorkload } from '../../../services/runtime/workload.ts'
import { type MinioServer, minioServer } from './minioServer.ts'
import { type MlflowServer, mlflowServer } from './mlflowServer.ts'

/** A real MinIO and a real MLflow, and what a training needs to use them. */
export interface TrainingBench extends AsyncDisposable {
  readonly minio: MinioServer
  readonly mlflow: MlflowServer
  /** A bucket for the workload with its raw data. */
  prepare(
    workload: AnyWorkload,
    data?: Uint8Array,
  ): Promise<{ config: ObjectStoreConfig; store: ObjectStore }>
  /** One training, with the lines it said. */
  train(
    workload: AnyWorkload,
    config: ObjectStoreConfig,
    parameters?: TrainingOptions['parameters'],
    changes?: Partial<TrainingServices> & Partial<TrainingOptions> & { retry?: Partial<RetryPolicy> },
  ): ReturnType<typeof trainingRun>
}

export async function trainingBench(): Promise<TrainingBench> {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-training-'))
  const [minio, mlflow] = await Promise.all([minioServer(directory), mlflowServer(directory)])
  return {
    minio,
    mlflow,
    async prepare(workload, data = workload.data.generate(1)) {
      const config = await minio.bucket(workload.name)
      const store = objectStore(config)
      await store.put(`data/${workload.data.file}`, data, {
        'X-Amz-Meta-Origin': encodeURIComponent('a test, é'),
      })
      return { config, store }
    },
    train(workload, config, parameters = {}, { retry: changed, codeVersion, force, ...services } = {}) {
      const retry = { attempts: 3, firstDelayMs: 50, longestDelayMs: 200, ...changed }
      return trainingRun(
        workload,
        {
          store: objectStore(config, { retry }),
          mlflow: mlflowClient(mlflow.uri, { retry }),
          closing: mlflowClient(mlflow.uri),
          progress: () => {},
          ...services,
        },
        { parameters, codeVersion: codeVersion ?? 'test', environment: 'test', force: force ?? false },
      )
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([minio.stop(), mlflow.stop()])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
