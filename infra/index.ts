import { workloads as known } from '../services/workloads.ts'
import { loadConfig } from './config.ts'
import { loadImageLock } from './imageLock.ts'
import { platform } from './platform.ts'

const config = loadConfig(known)

export const { environment, codeVersion, namespaces, endpoints, workloads } = platform(
  config,
  loadImageLock(config.images.lock),
  known,
)
