import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Resources } from './resources.ts'

/** A version of published data that can be asked. */
export interface OpenData {
  /** Once what was asked is answered. */
  close(): Promise<void>
}

/** Data beside the model, published as a whole, version by version, and asked over HTTP at replicas of its own. */
// biome-ignore lint/suspicious/noExplicitAny: only the workload knows what its data are asked
export interface PublishedData<Data extends OpenData = any> {
  /** DNS label, unlike that of any system or workload: names the Deployment, the Service and its port on the nodes. */
  readonly name: string
  readonly title: string
  readonly summary: string
  /** What a person types after `npm run atoll --` to publish. */
  readonly publishCommand: string
  /**
   * Which files of a directory are a version.
   * @throws DataError if the directory holds no such data, or anything that must not leave it
   */
  check(directory: string): Promise<readonly string[]>
  /** Writes seeded synthetic data into a directory that is not there yet. */
  generate(seed: number, directory: string): Promise<void>
  /** Opens the files of a version, and tries them. */
  open(directory: string): Promise<Data>
  /** Adds GET routes. @param current - throws RequestError with 503 while nothing is published */
  routes(server: FastifyInstance, current: (reply: FastifyReply) => Data): void
  /** A path that every version answers. */
  readonly example: string
  /** Of all files of a version. */
  readonly maximumBytes: number
  readonly replicas: number
  readonly resources: Resources
  /** Room on the node of a replica: for two versions, as one takes the place of the other, and what is spilled. */
  readonly disk: string
}
