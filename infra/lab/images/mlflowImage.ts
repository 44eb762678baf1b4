import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addFile } from './files.ts'
import type { ImageSpec } from './image.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'
import { mlflowPython } from './mlflowPython.ts'
import { packagesLayer, pythonEnvironment, pythonLayer } from './pythonLayers.ts'

const packagesPlace = '/usr/lib/mlflow'

/** MLflow's tracking server, model registry and pages. */
export function mlflowImage(report: (line: string) => void): ImageSpec {
  return {
    name: 'mlflow',
    layers: [pythonLayer(report), packagesLayer(mlflowPython, packagesPlace, report), programLayer()],
    config: {
      entrypoint: ['/usr/bin/python3', '-s', '/usr/bin/mlflow'],
      command: ['server'],
      environment: {
        ...pythonEnvironment(packagesPlace),
        MLFLOW_DISABLE_TELEMETRY: 'true',
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      },
      workingDirectory: '/tmp',
      labels: { 'org.opencontainers.image.title': 'MLflow' },
    },
  }
}

function programLayer(): Layer {
  const program = join(import.meta.dirname, 'mlflow', 'command.py')
  return {
    name: 'mlflow-program',
    key: inputHash(readFileSync(program)),
    fill: (root) => addFile(root, 'usr/bin/mlflow', program),
  }
}
