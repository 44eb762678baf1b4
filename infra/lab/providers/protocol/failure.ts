import grpc from '@grpc/grpc-js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import statuses from '@pulumi/pulumi/proto/status_pb.js'
import anyMessages from 'google-protobuf/google/protobuf/any_pb.js'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import type { Properties } from './properties.ts'
import { NotReady } from './provider.ts'

/** An error as the engine understands it. `NotReady` carries the state that the engine shall keep. */
export function grpcError(error: unknown): Partial<grpc.StatusObject> {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof NotReady)) return { code: grpc.status.UNKNOWN, details: message }
  const detail = new messages.ErrorResourceInitFailed()
  detail.setId(error.id)
  detail.setProperties(struct(error.outputs))
  if (error.inputs !== undefined) detail.setInputs(struct(error.inputs))
  detail.setReasonsList([...error.reasons])
  const packed = new anyMessages.Any()
  packed.pack(detail.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed')
  const status = new statuses.Status()
  status.setCode(grpc.status.UNKNOWN)
  status.setMessage(message)
  status.addDetails(packed)
  const metadata = new grpc.Metadata()
  metadata.add('grpc-status-details-bin', Buffer.from(status.serializeBinary()))
  return { code: grpc.status.UNKNOWN, details: message, metadata }
}

function struct(properties: Properties) {
  return structs.Struct.fromJavaScript(properties as Parameters<typeof structs.Struct.fromJavaScript>[0])
}
