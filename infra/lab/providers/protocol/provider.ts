import type { ComponentRegistration, Monitor } from './monitor.ts'
import type { Properties } from './properties.ts'

/** What a provider does for the engine, in plain values. Every function may throw; the text goes to the user. */
export interface Provider {
  readonly version: string
  checkConfig(news: Properties): Promise<Checked>
  diffConfig(oldInputs: Properties, news: Properties): Promise<Difference>
  configure(args: Properties): Promise<void>
  check(request: CheckRequest): Promise<Checked>
  diff(request: DiffRequest): Promise<Difference>
  create(request: CreateRequest): Promise<Created>
  read(request: ReadRequest): Promise<ReadState>
  update(request: UpdateRequest): Promise<Properties>
  delete(request: DeleteRequest): Promise<void>
  invoke(token: string, args: Properties): Promise<Properties>
  /** Makes a component of resources. */
  construct(request: ConstructRequest, monitor: Monitor): Promise<Constructed>
  /** Ends everything that waits; called when the user cancels. */
  cancel(): void
}

export interface CheckRequest {
  readonly urn: string
  readonly olds: Properties | undefined
  readonly news: Properties
  readonly randomSeed: Uint8Array
  readonly autonaming: { readonly mode: 'propose' | 'enforce' | 'disable'; readonly name: string } | undefined
}

export interface Checked {
  readonly inputs: Properties
  readonly failures: readonly { readonly property: string; readonly reason: string }[]
}

export interface DiffRequest {
  readonly urn: string
  readonly id: string
  readonly oldInputs: Properties
  readonly oldOutputs: Properties
  readonly news: Properties
}

export type ChangeKind = 'add' | 'delete' | 'update'

export interface Difference {
  readonly changed: boolean
  readonly deleteBeforeReplace: boolean
  /** By property path; `input` says that the path is one of the inputs, not of the outputs. */
  readonly details: Readonly<Record<string, { kind: ChangeKind; replace: boolean; input: boolean }>>
}

export interface CreateRequest {
  readonly urn: string
  readonly news: Properties
  /** Seconds; 0 leaves it to the provider. */
  readonly timeout: number
  readonly preview: boolean
}

export interface Created {
  readonly id: string
  readonly outputs: Properties
}

export interface ReadRequest {
  readonly urn: string
  readonly id: string
  readonly oldInputs: Properties | undefined
  readonly oldOutputs: Properties | undefined
}

/** An absent `id` says that the object is gone. */
export interface ReadState {
  readonly id: string | undefined
  readonly inputs: Properties
  readonly outputs: Properties
}

export interface UpdateRequest extends DiffRequest {
  readonly timeout: number
  readonly preview: boolean
}

export interface DeleteRequest {
  readonly urn: string
  readonly id: string
  readonly oldInputs: Properties
  readonly oldOutputs: Properties
  readonly timeout: number
}

export interface ConstructRequest extends ComponentRegistration {
  readonly inputs: Properties
}

export interface Constructed {
  readonly urn: string
  readonly state: Properties
}

/** The object is there but did not become what it should: the engine keeps it in the state and tries again. */
export class NotReady extends Error {
  readonly id: string
  readonly outputs: Properties
  readonly inputs: Properties | undefined
  readonly reasons: readonly string[]

  constructor(
    message: string,
    state: { id: string; outputs: Properties; inputs?: Properties },
    reasons: readonly string[],
  ) {
    super(message)
    this.id = state.id
    this.outputs = state.outputs
    this.inputs = state.inputs
    this.reasons = reasons
  }
}
