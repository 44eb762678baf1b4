import type { EngineLog } from '../protocol/engineLog.ts'
import { type Properties, plain } from '../protocol/properties.ts'
import type { Provider } from '../protocol/provider.ts'
import { checkInputs } from './check.ts'
import { checkConfiguration, configurationOf, serverOf } from './configuration.ts'
import { notCovered } from './coverage.ts'
import { createResource } from './createResource.ts'
import { deleteResource } from './deleteResource.ts'
import { clusterMoved, diffObject } from './diff.ts'
import { ApiError, UnknownKind, Unreachable } from './errors.ts'
import { chartType, constructChart } from './helm/chart.ts'
import {
  checkRelease,
  createRelease,
  deleteRelease,
  diffRelease,
  readRelease,
  releaseType,
  updateRelease,
} from './helm/release.ts'
import { typeOfUrn } from './objects.ts'
import { readResource } from './readResource.ts'
import { openSession, type Session, send } from './session.ts'
import { declaredBy, fieldManagerIn, liveIn } from './state.ts'
import { updateResource } from './updateResource.ts'

/** The provider of Kubernetes objects, as the engine talks to it. */
export function kubernetesProvider(log: EngineLog, version: string): Provider {
  const cancel = new AbortController()
  let session: Session | undefined
  let unusable: Error | undefined = new Error('The provider is not configured.')

  /** The session, if the cluster answers; previews make do without. */
  const reachable = () => (unusable === undefined ? session : undefined)
  const required = (): Session => {
    if (session === undefined || unusable !== undefined)
      throw unusable ?? new Error('The cluster is not known yet.')
    return session
  }

  const namespace = () => reachable()?.cluster.namespace ?? 'default'

  return {
    version,
    checkConfig: async (news) => checkConfiguration(news),
    diffConfig: async (oldInputs, news) => {
      const [olds, wanted] = [plain(oldInputs), plain(news)]
      const changed = [...new Set([...Object.keys(olds), ...Object.keys(wanted)])].filter(
        (key) => key !== 'version' && JSON.stringify(olds[key]) !== JSON.stringify(wanted[key]),
      )
      const moved = clusterMoved(olds, wanted, serverOf)
      return {
        changed: changed.length > 0,
        deleteBeforeReplace: false,
        details: Object.fromEntries(
          changed.map((key) => [key, { kind: 'update', replace: moved, input: true }]),
        ),
      }
    },
    configure: async (args) => {
      await log.log('info', 'stand-in for the published Kubernetes provider')
      const options = configurationOf(plain(args))
      unusable = undefined
      if (options === undefined) return
      try {
        session = openSession(options, log, cancel.signal)
        await send(session, { path: '/version' })
      } catch (error) {
        unusable = explainUnusable(error, session)
        await log.log('warning', unusable.message)
      }
    },
    check: (request) =>
      isRelease(request)
        ? checkRelease(request, namespace())
        : checkInputs(request, namespacedIn(reachable()), namespace()),
    diff: async (request) => {
      if (isRelease(request)) return diffRelease(request)
      const { urn, oldInputs, oldOutputs, news } = request
      return diffObject(
        reachable(),
        {
          oldInputs: declaredBy(Object.keys(oldInputs).length > 0 ? oldInputs : inputsIn(oldOutputs)).object,
          live: liveIn(oldOutputs),
          news: declaredBy(news).object,
        },
        fieldManagerIn(oldOutputs, urn),
      )
    },
    create: (request) =>
      (isRelease(request) ? createRelease : createResource)(
        request.preview ? reachable() : required(),
        request,
      ),
    read: (request) => (isRelease(request) ? readRelease : readResource)(required(), request),
    update: (request) =>
      (isRelease(request) ? updateRelease : updateResource)(
        request.preview ? reachable() : required(),
        request,
      ),
    delete: (request) => (isRelease(request) ? deleteRelease : deleteResource)(required(), request),
    invoke: async (token) => {
      throw new Error(
        notCovered(token) ?? `${token} is not covered by the stand-in for the Kubernetes provider.`,
      )
    },
    construct: (request, monitor) => {
      if (request.type === chartType)
        return constructChart(request, monitor, {
          session: reachable(),
          log,
          version,
          isNamespaced: namespacedIn(reachable()),
          defaultNamespace: namespace(),
        })
      throw new Error(
        notCovered(request.type) ??
          `${request.type} is not covered by the stand-in for the Kubernetes provider.`,
      )
    },
    cancel: () => cancel.abort(),
  }
}

function isRelease({ urn }: { readonly urn: string }): boolean {
  return typeOfUrn(urn) === releaseType
}

function inputsIn(outputs: Properties): Properties {
  return (outputs.__inputs ?? {}) as Properties
}

function explainUnusable(error: unknown, session: Session | undefined): Error {
  if (error instanceof ApiError && session !== undefined) {
    const { server, origin } = session.cluster
    return new Unreachable(
      `The Kubernetes API server ${server.origin} refuses the login from ${origin}: ${error.message}`,
    )
  }
  return error as Error
}

function namespacedIn(session: Session | undefined) {
  return async (apiVersion: string, kind: string): Promise<boolean | undefined> => {
    try {
      return (await session?.discovery.kind(apiVersion, kind))?.namespaced
    } catch (error) {
      if (error instanceof UnknownKind || error instanceof Unreachable) return undefined
      throw error
    }
  }
}
