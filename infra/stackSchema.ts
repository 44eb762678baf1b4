import { z } from 'zod'
import { notebookImageNames } from '../components/ml/notebookPod.ts'
import { trafficRule } from '../services/runtime/models/traffic.ts'
import { chartSource } from './charts/chartSource.ts'
import { isDiskFilter } from './diskFilter.ts'
import { isNetwork } from './isNetwork.ts'
import { isRegistry } from './isRegistry.ts'
import { sizeNames } from './presets.ts'
import { quantity } from './quantity.ts'

const label = /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/
const subdomain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
/** The last label of a name has a letter: that of an address has none. */
const hostname = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?=\d*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** A first part without a dot or a port would be a project of Docker Hub. */
const namesItsHost = /^[^/]*[.:]/
const lockFile = /^(?!(.*\/)?\.\.?\/)[\w.-]+(\/[\w.-]+)*\.json$/

const count = (least: number) => z.int().min(least).max(1000).describe(`a whole number from ${least} to 1000`)
const cpu = measured('cores', /^(\d+(\.\d{1,3})?|\d+m)$/, { least: '1m', most: '1000', example: '250m or 2' })
const memory = bytes('64Mi', '16Ti', '512Mi')
const volume = bytes('16Mi', '1024Ti', '50Gi')
const podSize = { cpu, memory }
const retention = z.string().refine(isRetention).describe('a time from 2h to 10y, as 36h, 15d, 4w or 1y')
const retentionInDays = z
  .string()
  .refine((time) => isRetention(time) && !time.endsWith('h'))
  .describe('a time from 1d to 10y, as 15d, 4w or 1y')
/** Servers outside of the cluster, as network policies let through to them. */
const outside = z.strictObject({
  networks: z
    .array(
      z.string().refine(isNetwork).describe('a network with nothing set behind its length, as 10.20.0.0/28'),
    )
    .min(1)
    .describe('a list of networks, as [10.20.0.0/28]'),
  port: z.int().min(1).max(65535).describe('a port from 1 to 65535'),
})

/** Exact sizes that replace those of the preset, field by field. */
const sizes = z
  .strictObject({
    ceph: z.strictObject(podSize).partial(),
    minio: z.strictObject({ replicas: replicas(), volume, ...podSize }).partial(),
    cephObjectStore: z.strictObject({ replicas: count(1), volume, ...podSize }).partial(),
    mlflow: z.strictObject({ replicas: count(1), volume, ...podSize }).partial(),
    prometheus: z.strictObject({ volume, retention, ...podSize }).partial(),
    kubePrometheusStack: z
      .strictObject({ replicas: z.int().min(1).max(2).describe('1 or 2'), volume, retention, ...podSize })
      .partial(),
    loki: z
      .strictObject({
        replicas: quorum(),
        volume,
        retention: retentionInDays,
        ...podSize,
      })
      .partial(),
    lokiAlone: z.strictObject({ volume, retention: retentionInDays, ...podSize }).partial(),
    certManager: z.strictObject({ replicas: count(1), ...podSize }).partial(),
    kafka: z.strictObject({ replicas: quorum(), volume, ...podSize }).partial(),
    kafkaBroker: z.strictObject({ volume, ...podSize }).partial(),
    pypi: z.strictObject({ volume, ...podSize }).partial(),
    mesh: z.strictObject({ replicas: count(1), ...podSize }).partial(),
    proxy: z.strictObject(podSize).partial(),
    postgres: z.strictObject({ replicas: quorum(), volume, ...podSize }).partial(),
    valkey: z.strictObject({ volume, ...podSize }).partial(),
    spark: z.strictObject({ replicas: count(1), ...podSize }).partial(),
    velero: z.strictObject(podSize).partial(),
    harbor: z.strictObject({ replicas: count(1), ...podSize }).partial(),
    gitlab: z.strictObject({ replicas: count(1), volume, ...podSize }).partial(),
    gitlabRunner: z.strictObject({ jobs: count(1), ...podSize }).partial(),
    pipelines: z.strictObject({ replicas: count(1), volume, ...podSize }).partial(),
    notebook: z.strictObject({ volume, ...podSize }).partial(),
    serving: z
      .strictObject({ minimumReplicas: count(2), modelCache: bytes('16Mi', '1Ti', '512Mi') })
      .partial(),
  })
  .partial()

const user = z.strictObject({
  name: z
    .string()
    .max(30)
    .regex(label)
    .describe('a DNS label of up to 30 characters naming a person or a team, as ana'),
  reads: z
    .array(z.string().describe('the name of a workload'))
    .describe('a list of names of workloads, [] for none'),
  image: z
    .enum(notebookImageNames)
    .describe(`one of ${notebookImageNames.join(', ')}`)
    .optional(),
  cpu: cpu.optional(),
  memory: memory.optional(),
  volume: volume.optional(),
})

/** How one workload is served, where it is not as usual. */
const serving = z.strictObject({
  workload: z.string().describe('the name of a workload'),
  traffic: trafficRule.optional(),
  batch: z
    .strictObject({
      rows: count(2),
      waitMs: z.int().min(1).max(100).describe('a whole number from 1 to 100'),
    })
    .optional(),
  audit: z
    .strictObject({
      rows: z.int().min(0).max(10_000).describe('a whole number from 0 to 10000'),
      seconds: z.int().min(1).max(3600).describe('a whole number from 1 to 3600'),
      days: count(1),
    })
    .partial()
    .optional(),
})

/** The keys of `stacks/Pulumi.<stack>.yaml` below `atoll:`. */
export const stackSchema = z.strictObject({
  domain: z
    .string()
    .max(200)
    .regex(hostname)
    .refine((domain) => !/(^|\.)(cluster\.local|localhost)$/.test(domain))
    .describe(
      "a DNS name with a dot, of labels of up to 63 characters, that is not the cluster's own, as dev.example.org",
    ),
  owner: z.string().regex(label).describe('a DNS label naming a team, as platform'),
  size: z.enum(sizeNames).describe(`one of ${sizeNames.join(', ')}`),
  sizes: sizes.optional(),
  nodes: z.strictObject({
    controlPlane: count(1),
    workers: count(0),
    cores: count(1),
    memory: bytes('1Gi', '64Ti', '16Gi'),
  }),
  apiServers: outside.optional(),
  alerts: z
    .strictObject({
      runbooks: z
        .string()
        .regex(/^https?:\/\/[^\s/]+(\/[^\s/]+)*$/)
        .describe('a URL without a slash at its end, as https://docs.example.org/runbooks'),
      chat: outside.optional(),
    })
    .optional(),
  singleSignOn: outside.optional(),
  devices: z
    .strictObject({
      filter: z
        .string()
        .max(200)
        .refine(isDiskFilter)
        .describe('a regular expression of Go from ^ to $, alternatives in parentheses, as ^sd[b-z]$'),
      perNode: count(1),
      size: bytes('10Gi', '1024Ti', '2Ti'),
    })
    .optional(),
  storageClass: z.string().max(253).regex(subdomain).describe('the name of a storage class of the cluster'),
  images: z.strictObject({
    lock: z.string().max(200).regex(lockFile).describe('a path below the repository that ends in .json'),
    mirror: z
      .string()
      .max(200)
      .refine((name) => isRegistry(name) && namesItsHost.test(name))
      .describe('a registry and, if it needs one, a project, as harbor.example.org/mirror')
      .optional(),
  }),
  systems: z
    .array(z.string().describe('the name of a system'))
    .describe('a list of names of systems, [] for none'),
  charts: chartSource.optional(),
  workloads: z
    .array(z.string().describe('the name of a workload'))
    .describe('a list of names of workloads, [] for none'),
  serving: z
    .array(serving)
    .describe('a list of workloads and how they are served, as [{ workload: bikes, audit: { days: 90 } }]')
    .optional(),
  users: z.array(user).describe('a list of people and teams, as [{ name: ana, reads: [bikes] }]').optional(),
  nodePorts: z
    .record(z.string(), z.int().min(30000).max(32767).describe('a port from 30000 to 32767'))
    .describe('a map of a Service to its port on every node, {} for none'),
})

/** What a stack's file says. */
export type StackFile = z.infer<typeof stackSchema>

/** @param form what the text looks like; its unit decides what else it must be within */
function measured(
  what: string,
  form: RegExp,
  { least, most, example }: { readonly least: string; readonly most: string; readonly example: string },
) {
  return z
    .string()
    .refine(
      (text) => form.test(text) && quantity(text) >= quantity(least) && quantity(text) <= quantity(most),
    )
    .describe(`${what} from ${least} to ${most}, as ${example}`)
}

function bytes(least: string, most: string, example: string) {
  return measured('bytes', /^\d+(\.\d+)?([kMGT]|[KMGT]i)?$/, { least, most, example })
}

const hours: Readonly<Record<string, number>> = { h: 1, d: 24, w: 24 * 7, y: 24 * 365 }

function isRetention(time: string): boolean {
  const kept = /^\d+[hdwy]$/.test(time) ? Number.parseInt(time, 10) * hours[time.at(-1)!] : 0
  return kept >= 2 && kept <= 10 * hours.y
}

function replicas() {
  return z
    .int()
    .max(16)
    .refine((value) => value === 1 || value >= 4)
    .describe('1, or 4 to 16')
}

/** So many that a majority is left when one is lost, or one that is all. */
function quorum() {
  return z
    .int()
    .max(99)
    .refine((value) => value === 1 || value >= 3)
    .describe('1, or 3 to 99')
}
