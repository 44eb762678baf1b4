import grpc from '@grpc/grpc-js'
import services from '@pulumi/pulumi/proto/resource_grpc_pb.js'
import messages from '@pulumi/pulumi/proto/resource_pb.js'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import type { Properties } from './properties.ts'

/** A component: a name under which resources stand. */
export interface ComponentRegistration {
  readonly type: string
  readonly name: string
  readonly parent: string
  readonly dependencies: readonly string[]
  readonly protect: boolean | undefined
  /** References of providers by package, for what stands under it. */
  readonly providers: Readonly<Record<string, string>>
}

/** A resource that a provider manages. */
export interface ResourceRegistration {
  readonly type: string
  readonly name: string
  readonly parent: string
  readonly inputs: Properties
  readonly provider: string | undefined
  readonly version: string
  /** URNs. */
  readonly dependencies: readonly string[]
  readonly retainOnDelete: boolean
}

export interface Registered {
  readonly urn: string
  readonly outputs: Properties
}

/** The engine as a program sees it: where a component registers what it is made of. */
export interface Monitor {
  /** @returns the URN */
  component(registration: ComponentRegistration): Promise<string>
  /** Resolves once the resource is what it should be. */
  resource(registration: ResourceRegistration): Promise<Registered>
  /** A component's outputs; it is whole with them. */
  finish(urn: string, outputs: Properties): Promise<void>
  close(): void
}

const messageLimit = 400 * 1024 * 1024

/** @param address as the engine gives it to `construct` */
export function monitorAt(address: string): Monitor {
  const client = new services.ResourceMonitorClient(address, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': messageLimit,
    'grpc.max_send_message_length': messageLimit,
  })
  const register = (request: InstanceType<typeof messages.RegisterResourceRequest>) =>
    new Promise<Registered>((resolve, reject) => {
      request.setAcceptsecrets(true)
      client.registerResource(request, (error, response) =>
        error === null
          ? resolve({
              urn: response.getUrn(),
              outputs: (response.getObject()?.toJavaScript() ?? {}) as Properties,
            })
          : reject(new Error(error.details, { cause: error })),
      )
    })
  return {
    component: ({ type, name, parent, dependencies, protect, providers }) => {
      const request = new messages.RegisterResourceRequest()
      request
        .setType(type)
        .setName(name)
        .setParent(parent)
        .setDependenciesList([...dependencies])
      if (protect !== undefined) request.setProtect(protect)
      for (const [key, reference] of Object.entries(providers)) request.getProvidersMap().set(key, reference)
      request.setObject(structs.Struct.fromJavaScript({}))
      return register(request).then(({ urn }) => urn)
    },
    resource: ({ type, name, parent, inputs, provider, version, dependencies, retainOnDelete }) => {
      const request = new messages.RegisterResourceRequest()
      request
        .setType(type)
        .setName(name)
        .setParent(parent)
        .setDependenciesList([...dependencies])
      request.setCustom(true).setVersion(version).setRetainondelete(retainOnDelete)
      if (provider !== undefined) request.setProvider(provider)
      request.setObject(struct(inputs))
      return register(request)
    },
    finish: (urn, outputs) => {
      const request = new messages.RegisterResourceOutputsRequest()
      request.setUrn(urn).setOutputs(struct(outputs))
      return new Promise((resolve, reject) => {
        client.registerResourceOutputs(request, (error) => (error === null ? resolve() : reject(error)))
      })
    },
    close: () => client.close(),
  }
}

function struct(properties: Properties) {
  return structs.Struct.fromJavaScript(properties as Parameters<typeof structs.Struct.fromJavaScript>[0])
}
