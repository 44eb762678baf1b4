import type grpc from '@grpc/grpc-js'
import plugin from '@pulumi/pulumi/proto/plugin_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import { grpcError } from './failure.ts'
import { monitorAt } from './monitor.ts'
import type { Properties } from './properties.ts'
import type { Checked, ConstructRequest, Difference, Provider } from './provider.ts'

type Struct = InstanceType<typeof structs.Struct>

const kinds = {
  add: [messages.PropertyDiff.Kind.ADD, messages.PropertyDiff.Kind.ADD_REPLACE],
  delete: [messages.PropertyDiff.Kind.DELETE, messages.PropertyDiff.Kind.DELETE_REPLACE],
  update: [messages.PropertyDiff.Kind.UPDATE, messages.PropertyDiff.Kind.UPDATE_REPLACE],
} as const

const modes = ['propose', 'enforce', 'disable'] as const

/** The functions of the engine's provider protocol, answered by a provider in plain values. */
export function handlers(provider: Provider): grpc.UntypedServiceImplementation {
  return {
    handshake: unary<messages.ProviderHandshakeRequest>(async () => {
      const response = new messages.ProviderHandshakeResponse()
      response.setAcceptSecrets(true)
      response.setSupportsAutonamingConfiguration(true)
      return response
    }),
    checkConfig: unary<messages.CheckRequest>(async (request) =>
      checkResponse(await provider.checkConfig(object(request.getNews()))),
    ),
    diffConfig: unary<messages.DiffRequest>(async (request) =>
      diffResponse(
        await provider.diffConfig(
          object(request.getOldInputs() ?? request.getOlds()),
          object(request.getNews()),
        ),
      ),
    ),
    configure: unary<messages.ConfigureRequest>(async (request) => {
      await provider.configure(object(request.getArgs()))
      const response = new messages.ConfigureResponse()
      response.setAcceptsecrets(true)
      response.setSupportspreview(true)
      response.setSupportsAutonamingConfiguration(true)
      return response
    }),
    check: unary<messages.CheckRequest>(async (request) => {
      const autonaming = request.getAutonaming()
      return checkResponse(
        await provider.check({
          urn: request.getUrn(),
          olds: optional(request.getOlds()),
          news: object(request.getNews()),
          randomSeed: request.getRandomseed_asU8(),
          autonaming: autonaming && { mode: modes[autonaming.getMode()], name: autonaming.getProposedName() },
        }),
      )
    }),
    diff: unary<messages.DiffRequest>(async (request) =>
      diffResponse(
        await provider.diff({
          urn: request.getUrn(),
          id: request.getId(),
          oldInputs: object(request.getOldInputs()),
          oldOutputs: object(request.getOlds()),
          news: object(request.getNews()),
        }),
      ),
    ),
    create: unary<messages.CreateRequest>(async (request) => {
      const created = await provider.create({
        urn: request.getUrn(),
        news: object(request.getProperties()),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      })
      const response = new messages.CreateResponse()
      response.setId(created.id)
      response.setProperties(struct(created.outputs))
      return response
    }),
    read: unary<messages.ReadRequest>(async (request) => {
      const state = await provider.read({
        urn: request.getUrn(),
        id: request.getId(),
        oldInputs: optional(request.getInputs()),
        oldOutputs: optional(request.getProperties()),
      })
      const response = new messages.ReadResponse()
      if (state.id !== undefined) {
        response.setId(state.id)
        response.setInputs(struct(state.inputs))
        response.setProperties(struct(state.outputs))
      }
      return response
    }),
    update: unary<messages.UpdateRequest>(async (request) => {
      const outputs = await provider.update({
        urn: request.getUrn(),
        id: request.getId(),
        oldInputs: object(request.getOldInputs()),
        oldOutputs: object(request.getOlds()),
        news: object(request.getNews()),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      })
      const response = new messages.UpdateResponse()
      response.setProperties(struct(outputs))
      return response
    }),
    delete: unary<messages.DeleteRequest>(async (request) => {
      await provider.delete({
        urn: request.getUrn(),
        id: request.getId(),
        oldInputs: object(request.getOldInputs()),
        oldOutputs: object(request.getProperties()),
        timeout: request.getTimeout(),
      })
      return new emptyMessages.Empty()
    }),
    invoke: unary<messages.InvokeRequest>(async (request) => {
      const response = new messages.InvokeResponse()
      response.setReturn(struct(await provider.invoke(request.getTok(), object(request.getArgs()))))
      return response
    }),
    construct: unary<messages.ConstructRequest>(async (request) => {
      const monitor = monitorAt(request.getMonitorendpoint())
      try {
        const constructed = await provider.construct(constructRequest(request), monitor)
        const response = new messages.ConstructResponse()
        response.setUrn(constructed.urn)
        response.setState(struct(constructed.state))
        return response
      } finally {
        monitor.close()
      }
    }),
    cancel: unary(async () => {
      provider.cancel()
      return new emptyMessages.Empty()
    }),
    attach: unary(async () => new emptyMessages.Empty()),
    getPluginInfo: unary(async () => {
      const response = new plugin.PluginInfo()
      response.setVersion(provider.version)
      return response
    }),
    getSchema: unary(async () => {
      const response = new messages.GetSchemaResponse()
      response.setSchema('{}')
      return response
    }),
  }
}

function unary<Request>(answer: (request: Request) => Promise<unknown>) {
  return (call: grpc.ServerUnaryCall<Request, unknown>, callback: grpc.sendUnaryData<unknown>): void => {
    answer(call.request).then(
      (response) => callback(null, response),
      (error) => callback(grpcError(error)),
    )
  }
}

function constructRequest(request: messages.ConstructRequest): ConstructRequest {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    inputs: object(request.getInputs()),
    dependencies: request.getDependenciesList(),
    protect: request.getProtect(),
    providers: Object.fromEntries(request.getProvidersMap().toObject()),
  }
}

function struct(properties: Properties): Struct {
  return structs.Struct.fromJavaScript(properties as Parameters<typeof structs.Struct.fromJavaScript>[0])
}

function optional(value: Struct | undefined): Properties | undefined {
  return value?.toJavaScript() as Properties | undefined
}

function object(value: Struct | undefined): Properties {
  return optional(value) ?? {}
}

function checkResponse(checked: Checked): messages.CheckResponse {
  const response = new messages.CheckResponse()
  response.setInputs(struct(checked.inputs))
  response.setFailuresList(
    checked.failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure()
      failure.setProperty(property)
      failure.setReason(reason)
      return failure
    }),
  )
  return response
}

function diffResponse(difference: Difference): messages.DiffResponse {
  const response = new messages.DiffResponse()
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges
  response.setChanges(difference.changed ? DIFF_SOME : DIFF_NONE)
  response.setDeletebeforereplace(difference.deleteBeforeReplace)
  response.setHasdetaileddiff(true)
  const details = Object.entries(difference.details)
  for (const [path, { kind, replace, input }] of details) {
    const detail = new messages.PropertyDiff()
    detail.setKind(kinds[kind][replace ? 1 : 0])
    detail.setInputdiff(input)
    response.getDetaileddiffMap().set(path, detail)
  }
  response.setDiffsList([...new Set(details.map(([path]) => path))])
  response.setReplacesList(details.filter(([, { replace }]) => replace).map(([path]) => path))
  return response
}
