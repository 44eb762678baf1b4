import type * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../contracts/place.ts'
import type { PackageIndex } from '../contracts/registries.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { htpasswd, password } from '../password.ts'
import { containerSecurity, httpProbe, podSecurity, resources, scratch } from '../pods.ts'
import { podWithVolume } from '../podWithVolume.ts'
import { secret } from '../secret.ts'
import { service, url } from '../service.ts'

export interface PypiArgs {
  readonly place: Place
  readonly image: string
  readonly storageClass: string
  readonly volume: string
  readonly cpu: string
  readonly memory: string
  readonly nodePort: number | undefined
}

const name = 'pypi'
const port = 8080
const username = 'uploader'

/**
 * An index of Python packages on a volume. Who reaches it reads; a login uploads, and replaces no file that is there.
 * A package that it does not have is not to be had: it asks nobody outside.
 */
export class Pypi extends pulumi.ComponentResource implements PackageIndex {
  readonly url: string
  readonly server: Server
  readonly address: ServiceAddress

  constructor(args: PypiArgs) {
    super('atoll:source:Pypi', `${args.place.ownership.environment}-pypi`)
    const { place, nodePort } = args
    const labels = labelsOf(place.ownership, name, 'package-index')
    this.server = { place, name, labels: selectorOf(name, 'package-index'), port }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    this.url = `${url(this.address)}/simple/`

    const uploader = password('pypi-uploader', this)
    const own = { place, system: name, component: 'login' }
    secret({ ...own, name: 'pypi-login', values: { username, password: uploader.value } }, this)
    const values = { htpasswd: htpasswd(username, uploader) }
    const users = secret({ ...own, name: 'pypi-users', values }, this)
    podWithVolume(
      {
        ...args,
        server: this.server,
        labels,
        annotations: { 'atoll.dev/uploader-password': uploader.version },
        spec: pod(args),
      },
      { parent: this, dependsOn: [users] },
    )
    this.registerOutputs()
  }
}

function pod(args: PypiArgs): k8s.types.input.core.v1.PodSpec {
  // An upload lies here twice before it is a package.
  const tmp = scratch('4Gi')
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name,
        image: args.image,
        args: [
          'run',
          `--port=${port}`,
          '--authenticate=update',
          '--passwords=/users/htpasswd',
          '--disable-fallback',
          '/data',
        ],
        ports: [{ name: 'http', containerPort: port }],
        startupProbe: httpProbe('/health', port, 1, 120),
        readinessProbe: httpProbe('/health', port, 10, 3),
        livenessProbe: httpProbe('/health', port, 20, 6),
        resources: resources(args),
        securityContext: containerSecurity,
        volumeMounts: [
          tmp.mount,
          { name: 'data', mountPath: '/data' },
          { name: 'users', mountPath: '/users', readOnly: true },
        ],
      },
    ],
    volumes: [tmp.volume, { name: 'users', secret: { secretName: 'pypi-users' } }],
  }
}
