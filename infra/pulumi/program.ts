import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import grpc from '@grpc/grpc-js'
import language from '@pulumi/pulumi/proto/language_grpc_pb.js'
import { paths } from '../lab/paths.ts'

/** A Pulumi program that runs in this process, as the engine's client. */
export interface ServedProgram {
  /** Arguments by which the CLI runs it instead of starting a language host. */
  readonly args: readonly string[]
  /** On 127.0.0.1. */
  readonly port: number
  close(): void
}

let loaded = 0

/** The SDK takes a stack trace for each promise that it makes, tens of thousands; where an error was thrown is in its first lines. */
const stackTraceLimit = 3

/**
 * Offers a program's file to the engine from this process: no language host and no second Node are started, and what
 * the command has loaded already is not loaded again. Each run evaluates the file anew.
 */
export async function serveProgram(file: string): Promise<ServedProgram> {
  enableCompileCache(join(paths().cache, 'node-compile-cache'))
  const { LanguageServer } = (await import('@pulumi/pulumi/automation/server.js')).default as unknown as {
    LanguageServer: new (program: () => Promise<unknown>) => grpc.UntypedServiceImplementation
  }
  const url = pathToFileURL(file)
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 })
  const evaluate = async () => {
    Error.stackTraceLimit = stackTraceLimit
    url.searchParams.set('run', String(++loaded))
    return { ...((await import(url.href)) as Record<string, unknown>) }
  }
  server.addService(language.LanguageRuntimeService, new LanguageServer(evaluate))
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return {
    port,
    args: [`--client=127.0.0.1:${port}`, '--exec-kind', 'auto.inline'],
    close: () => server.forceShutdown(),
  }
}
