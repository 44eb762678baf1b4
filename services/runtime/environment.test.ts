import { describe, expect, test } from 'vitest'
import { objectStoreConfig, readEnvironment, trainingVariables } from './environment.ts'

const whole = {
  ATOLL_WORKLOAD: 'bikes',
  ATOLL_ENVIRONMENT: 'loc',
  ATOLL_CODE_VERSION: 'abc',
  MLFLOW_TRACKING_URI: 'http://mlflow.loc-ml:5000',
  S3_ENDPOINT: 'http://minio.loc-storage:9000',
  S3_REGION: 'us-east-1',
  S3_BUCKET: 'bikes',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'very secret',
}
const read = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  readEnvironment(trainingVariables, { ...whole, ...changes })

describe('the environment of a training', () => {
  test('has defaults for what may be left out', () => {
    expect(read()).toMatchObject({ PORT: 8080, ATOLL_PARAMETERS: {}, ATOLL_FORCE: 'false' })
    expect(objectStoreConfig(read())).toEqual({
      ...{ endpoint: 'http://minio.loc-storage:9000', region: 'us-east-1', bucket: 'bikes' },
      ...{ accessKeyId: 'key', secretAccessKey: 'very secret' },
    })
  })

  test('takes parameters as a JSON object', () => {
    expect(read({ ATOLL_PARAMETERS: '{"maxIter": 5}' }).ATOLL_PARAMETERS).toEqual({ maxIter: 5 })
    for (const wrong of ['[1]', '5', 'null', '{', '']) {
      expect(() => read({ ATOLL_PARAMETERS: wrong })).toThrow(
        /ATOLL_PARAMETERS: must be a JSON object such as/,
      )
    }
  })

  test('reports every fault at once, and no secret', () => {
    const wrong = { S3_BUCKET: undefined, PORT: 'http', MLFLOW_TRACKING_URI: 'mlflow:5000' }
    expect(() => read(wrong)).toThrow(/S3_BUCKET is not set/)
    expect(() => read(wrong)).toThrow(/MLFLOW_TRACKING_URI: /)
    expect(() => read(wrong)).toThrow(/PORT: /)
    expect(() => read(wrong)).not.toThrow(/very secret/)
  })
})
