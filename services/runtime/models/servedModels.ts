import type { IncomingHttpHeaders } from 'node:http'
import { RequestError } from '../http/requestError.ts'
import type { AnyWorkload } from '../workload.ts'
import type { LoadedModel, ModelHolder } from './modelHolder.ts'
import { chooser, type TrafficRule } from './traffic.ts'

/** A second model beside the champion, and what it gets to see. */
export interface Challenge {
  readonly holder: Pick<ModelHolder, 'current'>
  readonly traffic: TrafficRule
}

export type Variant = 'champion' | 'challenger'

/** What a path names. */
export interface ModelParams {
  readonly name: string
  readonly version?: string
}

export interface Chosen {
  readonly variant: Variant
  readonly loaded: LoadedModel
}

export interface ServedModels {
  readonly champion: LoadedModel | undefined
  /** The champion. @throws RequestError 503 while none is loaded */
  current(): LoadedModel
  /**
   * The model that answers: the version asked for, or who is chosen by the traffic's rule.
   *
   * @throws RequestError 404 if it is not in service, 503 while none is loaded.
   */
  choose(headers: IncomingHttpHeaders, asked?: ModelParams): Chosen
  /** The challenger, if it is to be asked what the champion has just answered. */
  shadow(headers: IncomingHttpHeaders): LoadedModel | undefined
}

/** @throws RequestError 404 */
export function checkModel(workload: AnyWorkload, name: string): void {
  if (name !== workload.name) {
    throw new RequestError(404, `model "${name.slice(0, 64)}" is not served here, "${workload.name}" is`)
  }
}

export function servedModels(
  workload: AnyWorkload,
  holder: Pick<ModelHolder, 'current'>,
  challenge?: Challenge,
): ServedModels {
  const isChallenged = challenge && chooser(challenge.traffic, `${workload.name} ${challenge.traffic.alias}`)
  const shadows = challenge?.traffic.mode === 'shadow'

  /** One that is the champion as well has nothing to be compared with. */
  const challenger = (champion: LoadedModel): LoadedModel | undefined => {
    const current = challenge?.holder.current
    return current?.sha256 === champion.sha256 ? undefined : current
  }

  const current = (): LoadedModel => {
    if (holder.current !== undefined) return holder.current
    throw new RequestError(503, `no model of "${workload.name}" is loaded yet; try again`)
  }

  return {
    get champion() {
      return holder.current
    },
    current,

    choose(headers, asked) {
      if (asked !== undefined) checkModel(workload, asked.name)
      const champion = current()
      const version = asked?.version
      if (version === undefined) {
        const other = !shadows && isChallenged?.(headers) ? challenger(champion) : undefined
        return other === undefined
          ? { variant: 'champion', loaded: champion }
          : { variant: 'challenger', loaded: other }
      }
      if (version === champion.version) return { variant: 'champion', loaded: champion }
      const other = shadows ? undefined : challenger(champion)
      if (version === other?.version) return { variant: 'challenger', loaded: other }
      throw new RequestError(
        404,
        `version "${version.slice(0, 64)}" is not in service, version "${champion.version}" is`,
      )
    },

    shadow(headers) {
      const champion = holder.current
      return shadows && champion !== undefined && isChallenged?.(headers) ? challenger(champion) : undefined
    },
  }
}
