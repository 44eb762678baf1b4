import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Publication, publish, published } from '../../services/runtime/published/publication.ts'
import type { PublishedData } from '../../services/runtime/workload/publishedData.ts'
import { workloadNamed } from '../../services/workloads.ts'
import { Failure } from './failure.ts'
import { askReplicas } from './served.ts'
import { type Session, workloadOutputs } from './session.ts'
import type { Waiting } from './steps.ts'
import { waitForReplicas } from './waitForReplicas.ts'
import { withStore } from './workloadData.ts'

/** The published data of a workload. @throws Failure if it publishes none */
export function dataOf(workload: string): PublishedData {
  const { published } = workloadNamed(workload)
  if (published === undefined) throw new Failure(`${workload} publishes no data`)
  return published
}

/** Publishes a directory as the next version. @throws DataError if it must not be published */
export async function publishDirectory(
  { cluster, outputs }: Session,
  workload: string,
  directory: string,
  waiting: Waiting,
): Promise<Publication> {
  const data = dataOf(workload)
  const files = await data.check(directory)
  return withStore(cluster, workloadOutputs(outputs, workload), waiting, (store) =>
    publish(store, directory, files, data.maximumBytes),
  )
}

/** What is published; where nothing is, made-up data are published first. */
export async function ensurePublished(
  session: Session,
  workload: string,
  waiting: Waiting,
): Promise<{ readonly publication: Publication; readonly isNew: boolean }> {
  const { cluster, outputs } = session
  const found = await withStore(cluster, workloadOutputs(outputs, workload), waiting, published)
  if (found !== undefined) return { publication: found, isNew: false }
  const parent = mkdtempSync(join(tmpdir(), 'atoll-published-'))
  try {
    const directory = join(parent, 'data')
    await dataOf(workload).generate(1, directory)
    return { publication: await publishDirectory(session, workload, directory, waiting), isNew: true }
  } finally {
    rmSync(parent, { recursive: true })
  }
}

/**
 * Waits until every replica answers from `version`.
 * @throws Failure after three minutes
 * @returns in words that they do
 */
export function waitUntilAnswered(
  session: Session,
  workload: string,
  version: string,
  waiting: Waiting,
): Promise<string> {
  const { name } = dataOf(workload)
  const words = `answer from version ${version.slice(0, 12)}`
  return waitForReplicas(version, () => versionsAnswered(session, name), { ...waiting, name, words })
}

async function versionsAnswered({ cluster, outputs }: Session, name: string) {
  const endpoint = outputs.endpoints[name]
  if (endpoint === undefined) throw new Failure(`stack ${outputs.environment} has no ${name}`)
  const { namespace } = endpoint
  const { answers, wanted } = await askReplicas<{ version: unknown }>(
    cluster,
    { namespace, endpoint },
    '/health',
  )
  const versions = (await Promise.all(answers)).map(({ version }) => version)
  return { versions, wanted }
}
