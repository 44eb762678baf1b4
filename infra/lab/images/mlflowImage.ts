import { join } from 'node:path'
import type { ImageSpec } from './image.ts'
import { mlflowPython } from './mlflowPython.ts'
import { programLayer } from './programLayer.ts'
import { packagesLayer, pythonLayer, pythonVariables } from './pythonLayers.ts'

const packagesPlace = '/usr/lib/mlflow'
const program = join(import.meta.dirname, 'mlflow', 'command.py')

/** MLflow's tracking server, model registry and pages. */
export function mlflowImage(report: (line: string) => void): ImageSpec {
  return {
    name: 'mlflow',
    layers: [
      pythonLayer(report),
      packagesLayer(mlflowPython, packagesPlace, report),
      programLayer('mlflow', program),
    ],
    config: {
      entrypoint: ['/usr/bin/python3', '-s', '/usr/bin/mlflow'],
      command: ['server'],
      environment: {
        ...pythonVariables(packagesPlace),
        MLFLOW_DISABLE_TELEMETRY: 'true',
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      },
      workingDirectory: '/tmp',
      labels: { 'org.opencontainers.image.title': 'MLflow' },
    },
  }
}
