import {
  type ModelVersion,
  type RawRun,
  type RawVersion,
  type Run,
  type RunRecord,
  type RunStatus,
  toPairs,
  toRun,
  toVersion,
} from './mlflowRecords.ts'
import { MlflowError, type MlflowOptions, mlflowTransport } from './mlflowRequest.ts'

const isMissing = (error: unknown) =>
  error instanceof MlflowError && error.errorCode === 'RESOURCE_DOES_NOT_EXIST'
const isTaken = (error: unknown) =>
  error instanceof MlflowError && error.errorCode === 'RESOURCE_ALREADY_EXISTS'

/** MLflow answers a missing alias of an existing model with the code for a wrong value. */
const isMissingAlias = (error: unknown) =>
  error instanceof MlflowError &&
  error.errorCode === 'INVALID_PARAMETER_VALUE' &&
  /alias .* not found/i.test(error.message)

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

export type MlflowClient = ReturnType<typeof mlflowClient>

/** The part of MLflow's REST interface (2.0) that training and serving use. */
export function mlflowClient(uri: string, options: MlflowOptions = {}) {
  const { where, request, createOnce } = mlflowTransport(uri, options)

  const versionByAlias = async (name: string, alias: string): Promise<ModelVersion | undefined> => {
    const path = 'registered-models/alias'
    const found = await request<{ model_version: RawVersion }>('GET', path, { name, alias }).catch(
      (error) => {
        if (isMissing(error) || isMissingAlias(error)) return undefined
        throw error
      },
    )
    return found && toVersion(found.model_version)
  }

  return {
    where,

    /** Finds or creates the experiment; the location is where its runs keep their files. */
    async experiment(
      name: string,
      artifactLocation: string,
    ): Promise<{ id: string; artifactLocation: string }> {
      const find = () =>
        orUndefined(
          request<{
            experiment: { experiment_id: string; artifact_location: string; lifecycle_stage: string }
          }>('GET', 'experiments/get-by-name', { experiment_name: name }),
        )
      const existing = await find()
      if (existing === undefined) {
        try {
          await request('POST', 'experiments/create', { name, artifact_location: artifactLocation })
        } catch (error) {
          if (!isTaken(error)) throw error
        }
      } else if (existing.experiment.lifecycle_stage === 'deleted') {
        await request('POST', 'experiments/restore', { experiment_id: existing.experiment.experiment_id })
      }
      const { experiment } = existing ?? (await find())!
      return { id: experiment.experiment_id, artifactLocation: experiment.artifact_location }
    },

    /** Starts a run, found again by its tag `atoll.attempt` when the answer was lost. */
    async createRun(
      experimentId: string,
      runName: string,
      tags: Readonly<Record<string, string>> = {},
    ): Promise<Run> {
      const attempt = crypto.randomUUID()
      const body = {
        experiment_id: experimentId,
        run_name: runName,
        start_time: Date.now(),
        tags: toPairs({ ...tags, 'atoll.attempt': attempt }),
      }
      const raw = await createOnce<RawRun>({
        create: ['runs/create', body],
        search: [
          'POST',
          'runs/search',
          { experiment_ids: [experimentId], filter: `tags."atoll.attempt" = '${attempt}'` },
        ],
        found: ({ runs }) => runs?.[0],
        created: ({ run }) => run,
      })
      return toRun(raw)
    },

    async run(runId: string): Promise<Run | undefined> {
      const found = await orUndefined(request<{ run: RawRun }>('GET', 'runs/get', { run_id: runId }))
      return found && toRun(found.run)
    },

    /** Newest first. `filter` is MLflow's search syntax: `tags.data_sha256 = '...'`. */
    async searchRuns(experimentId: string, filter: string, limit = 10): Promise<Run[]> {
      const body = {
        experiment_ids: [experimentId],
        filter,
        max_results: limit,
        order_by: ['start_time DESC'],
      }
      return ((await request<{ runs?: RawRun[] }>('POST', 'runs/search', body)).runs ?? []).map(toRun)
    },

    /** Values of a parameter cannot change afterwards; MLflow keeps at most 6,000 characters of one. */
    async log(runId: string, { params, metrics = {}, tags }: RunRecord): Promise<void> {
      const timestamp = Date.now()
      const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }))
      await request('POST', 'runs/log-batch', {
        run_id: runId,
        params: toPairs(params),
        metrics: points,
        tags: toPairs(tags),
      })
    },

    async endRun(runId: string, status: RunStatus): Promise<void> {
      await request('POST', 'runs/update', { run_id: runId, status, end_time: Date.now() })
    },

    async ensureModel(name: string, description: string): Promise<void> {
      try {
        await request('POST', 'registered-models/create', { name, description })
      } catch (error) {
        if (!isTaken(error)) throw error
      }
    },

    async createVersion(version: {
      name: string
      source: string
      runId: string
      description: string
      tags: Readonly<Record<string, string>>
    }): Promise<ModelVersion> {
      const { name, source, runId, description } = version
      const body = { name, source, run_id: runId, description, tags: toPairs(version.tags) }
      const raw = await createOnce<RawVersion>({
        create: ['model-versions/create', body],
        search: ['GET', 'model-versions/search', { filter: `name = '${name}' and run_id = '${runId}'` }],
        found: ({ model_versions }) => model_versions?.[0],
        created: ({ model_version }) => model_version,
      })
      return toVersion(raw)
    },

    /** Newest first. */
    async versions(name: string): Promise<ModelVersion[]> {
      const body = { filter: `name = '${name}'`, order_by: 'version_number DESC' }
      const found = await request<{ model_versions?: RawVersion[] }>('GET', 'model-versions/search', body)
      return (found.model_versions ?? []).map(toVersion)
    },

    async setAlias(name: string, alias: string, version: string): Promise<void> {
      await request('POST', 'registered-models/alias', { name, alias, version })
    },

    async removeAlias(name: string, alias: string): Promise<void> {
      await request('DELETE', 'registered-models/alias', { name, alias })
    },

    /** The version that `alias` names, or undefined if there is no such model or alias. */
    versionByAlias,
    championOf: (name: string) => versionByAlias(name, 'champion'),
  }
}
