import * as pulumi from '@pulumi/pulumi'
import type { KeyValueStore, KeyValueStores } from '../contracts/databases.ts'
import type { Place } from '../contracts/place.ts'
import { ValkeyServer } from './valkeyServer.ts'

export interface ValkeyArgs {
  readonly place: Place
  readonly storageClass: string
  /** Of each consumer's server. */
  readonly volume: string
  readonly cpu: string
  readonly memory: string
  /** What of the memory, in bytes, data may take: the rest is for connections, and for what is written while it is copied. */
  readonly dataBytes: number
}

/** A Valkey server of its own for each consumer: one pod, which comes back with its data when its node is lost. */
export class Valkey extends pulumi.ComponentResource implements KeyValueStores {
  private readonly args: ValkeyArgs

  constructor(args: ValkeyArgs) {
    super('atoll:databases:Valkey', `${args.place.ownership.environment}-valkey`)
    this.args = args
    this.registerOutputs()
  }

  keyValueStore(name: string, place: Place, needs: { readonly evicts?: boolean } = {}): KeyValueStore {
    return new ValkeyServer(name, { ...this.args, ...needs, place, home: this.args.place, parent: this })
  }
}
