import grpc from '@grpc/grpc-js'
import engineService from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import engine from '@pulumi/pulumi/proto/engine_pb.js'

export type Severity = 'debug' | 'info' | 'warning' | 'error'

/** Where a provider tells the user something. `status` is the line beside a resource while it is worked on. */
export interface EngineLog {
  log(severity: Severity, message: string, urn?: string): Promise<void>
  status(message: string, urn: string): Promise<void>
}

const severities = {
  debug: engine.LogSeverity.DEBUG,
  info: engine.LogSeverity.INFO,
  warning: engine.LogSeverity.WARNING,
  error: engine.LogSeverity.ERROR,
}

/** A log that goes to the engine at this address. A lost engine is not an error here: there is nobody to tell. */
export function engineLog(address: string): EngineLog {
  const client = new engineService.EngineClient(address, grpc.credentials.createInsecure())
  const send = (severity: Severity, message: string, urn: string, ephemeral: boolean) => {
    const request = new engine.LogRequest()
    request.setSeverity(severities[severity])
    request.setMessage(message)
    request.setUrn(urn)
    request.setEphemeral(ephemeral)
    return new Promise<void>((resolve) => client.log(request, () => resolve()))
  }
  return {
    log: (severity, message, urn = '') => send(severity, message, urn, false),
    status: (message, urn) => send('info', message, urn, true),
  }
}
