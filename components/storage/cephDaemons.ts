import type { resources } from '../pods.ts'

type Size = Parameters<typeof resources>[0]

/** Copies of all data, each on another node. */
export const copies = 3

/** What each pod beside the disks' own asks for; one of a disk asks for what the stack says. */
export const cephDaemons = {
  operator: { cpu: '200m', memory: '512Mi' },
  csiOperator: { cpu: '10m', memory: '128Mi' },
  monitor: { cpu: '500m', memory: '2Gi' },
  manager: { cpu: '500m', memory: '1Gi' },
  managerSidecar: { cpu: '50m', memory: '100Mi' },
  metadataServer: { cpu: '500m', memory: '2Gi' },
  exporter: { cpu: '20m', memory: '128Mi' },
  crashCollector: { cpu: '10m', memory: '60Mi' },
} as const satisfies Record<string, Size>

/** What each container of the drivers asks for. */
export const csiContainers = {
  plugin: { cpu: '20m', memory: '256Mi' },
  sidecar: { cpu: '10m', memory: '128Mi' },
} as const satisfies Record<string, Size>

/** Containers beside the driver in a pod that provisions, and in a pod that mounts. */
export const csiSidecars = {
  controller: ['provisioner', 'attacher', 'resizer'],
  node: ['registrar'],
} as const

/** How many monitors, managers and metadata servers there are, and pods that provision, of each driver. */
export const cephCounts = {
  monitors: 3,
  managers: 2,
  metadataServers: 2,
  drivers: 2,
  provisioners: 2,
} as const
