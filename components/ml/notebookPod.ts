import type * as k8s from '@pulumi/kubernetes'
import { containerSecurity, httpProbe, podSecurity, resources, scratch } from '../pods.ts'

/** Kubeflow's images of JupyterLab by what they have besides. */
const notebookImages = {
  scipy: server('jupyter-scipy'),
  pytorch: server('jupyter-pytorch-full'),
  tensorflow: server('jupyter-tensorflow-full'),
} as const

export type NotebookImage = keyof typeof notebookImages

export const notebookImageNames = Object.keys(notebookImages) as NotebookImage[]

export const notebookPort = 8888

export interface NotebookPodArgs {
  /** Of the Notebook, and so of its container. */
  readonly name: string
  readonly image: NotebookImage
  readonly cpu: string
  readonly memory: string
  /** Claim of the home directory. */
  readonly home: string
  readonly environment: k8s.types.input.core.v1.EnvVar[]
}

const home = '/home/jovyan'
const aDay = 24 * 60 * 60
/** `jovyan` and `users` of the images. */
const person = { runAsUser: 1000, runAsGroup: 100, fsGroup: 100 }

/**
 * JupyterLab, started by us: the images' own script lets in whoever comes, and takes requests of every other page. It
 * writes to its home and to `/tmp` only, where packages of one's own go too.
 */
const command = [
  'jupyter',
  'lab',
  '--no-browser',
  '--ip=0.0.0.0',
  `--port=${notebookPort}`,
  `--ServerApp.root_dir=${home}`,
  '--ServerApp.allow_unauthenticated_access=False',
  // The gateway speaks TLS: cookies are for TLS only.
  '--ServerApp.trust_xheaders=True',
  // Others come from a catalogue outside.
  '--LabApp.extension_manager=readonly',
  `--MappingKernelManager.cull_idle_timeout=${aDay}`,
  '--MappingKernelManager.cull_connected=True',
  `--TerminalManager.cull_inactive_timeout=${aDay}`,
]

export function notebookPod(args: NotebookPodArgs): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('2Gi')
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { ...podSecurity, ...person },
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name: args.name,
        image: notebookImages[args.image],
        command,
        workingDir: home,
        env: [{ name: 'HOME', value: home }, ...args.environment],
        ports: [{ name: 'http', containerPort: notebookPort, protocol: 'TCP' }],
        startupProbe: httpProbe('/api', notebookPort, 2, 150),
        readinessProbe: httpProbe('/api', notebookPort, 10, 3),
        livenessProbe: httpProbe('/api', notebookPort, 30, 10),
        resources: resources(args),
        securityContext: containerSecurity,
        volumeMounts: [
          tmp.mount,
          { name: 'home', mountPath: home },
          { name: 'shared-memory', mountPath: '/dev/shm' },
        ],
      },
    ],
    volumes: [
      tmp.volume,
      { name: 'home', persistentVolumeClaim: { claimName: args.home } },
      { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '512Mi' } },
    ],
  }
}

function server(name: string): string {
  return `ghcr.io/kubeflow/kubeflow/notebook-servers/${name}:v1.11.0`
}
