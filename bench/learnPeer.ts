import { join, resolve } from 'node:path'
import { pythonEnvironment } from '../infra/lab/pythonEnvironment.ts'
import { type PeerProcess, startPeer } from './peerProcess.ts'

/**
 * A peer with the libraries that the algorithms of `services/learn` are measured beside.
 * @param program below `bench/`
 */
export async function learnPeer<Answer>(program: string): Promise<PeerProcess<Answer>> {
  const requirements = resolve(import.meta.dirname, 'train/requirements.txt')
  const environment = await pythonEnvironment('bench-train', requirements)
  return startPeer(join(environment, 'bin/python'), resolve(import.meta.dirname, program))
}
