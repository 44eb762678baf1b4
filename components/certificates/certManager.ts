import { isIP } from 'node:net'
import * as certManager from '@pulumi/kubernetes-cert-manager'
import * as pulumi from '@pulumi/pulumi'
import type { ChartReference } from '../charts.ts'
import type { Certificate, Certificates } from '../contracts/certificates.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import type { Mirror } from '../mirror.ts'
import { allowFromKubernetesApi, allowKubernetesApi } from '../network.ts'
import { resources } from '../pods.ts'

export interface CertManagerArgs {
  readonly place: Place
  readonly chart: ChartReference
  readonly mirror: Mirror
  readonly apiServers: ApiServers
  /** Of the controller, the webhook and the injector of authorities, each. */
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
}

const system = 'cert-manager'
const apiVersion = 'cert-manager.io/v1'
const webhookPort = 10250
const tenYears = `${10 * 365 * 24}h`
const month = 30 * 24
/** How long certificates are good for, and what their keys are. */
const lives = {
  renewed: {
    duration: `${365 * 24}h`,
    renewBefore: `${month}h`,
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
  },
  lasting: {
    duration: `${5 * 365 * 24}h`,
    renewBefore: `${12 * month}h`,
    privateKey: { algorithm: 'RSA', size: 3072, rotationPolicy: 'Never' },
  },
}

/**
 * cert-manager with an authority of the stack's own: a root certificate of ten years, kept in the cluster, which signs
 * everything inside the network. The webhook answers when this is there: the chart's last hook tries it.
 */
export class CertManager extends pulumi.ComponentResource implements Certificates {
  readonly issuer: Certificates['issuer']
  readonly ready: pulumi.Resource

  constructor(args: CertManagerArgs) {
    const { place } = args
    const { environment } = place.ownership
    super('atoll:certificates:CertManager', `${environment}-cert-manager`)
    this.openNetwork(args)
    const installed = this.install(args)
    const within = { place, system, apiVersion, namespaced: false }
    const selfSigned = customResource(
      {
        ...within,
        kind: 'ClusterIssuer',
        name: `${environment}-root`,
        spec: { selfSigned: {} },
        waitFor: 'condition=Ready',
      },
      { parent: this, dependsOn: [installed] },
    )
    const root = customResource(
      {
        ...within,
        namespaced: true,
        kind: 'Certificate',
        name: 'authority',
        spec: authority(environment),
        waitFor: 'condition=Ready',
      },
      { parent: this, dependsOn: [selfSigned] },
    )
    this.issuer = { group: 'cert-manager.io', kind: 'ClusterIssuer', name: `${environment}-authority` }
    this.ready = customResource(
      {
        ...within,
        kind: 'ClusterIssuer',
        name: this.issuer.name,
        spec: { ca: { secretName: 'authority' } },
        waitFor: 'condition=Ready',
      },
      { parent: this, dependsOn: [root] },
    )
    this.registerOutputs()
  }

  certificate(
    name: string,
    place: Place,
    names: readonly string[],
    life: keyof typeof lives = 'renewed',
  ): Certificate {
    const addresses = names.filter((text) => isIP(text) > 0)
    const secretName = `${name}-tls`
    const ready = customResource(
      {
        apiVersion,
        kind: 'Certificate',
        name,
        place,
        system: name,
        spec: {
          secretName,
          dnsNames: names.filter((text) => isIP(text) === 0),
          ...(addresses.length > 0 ? { ipAddresses: addresses } : {}),
          ...lives[life],
          usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
          issuerRef: this.issuer,
        },
        waitFor: 'condition=Ready',
      },
      { parent: this, dependsOn: [place.ready, this.ready] },
    )
    return { secretName, ready }
  }

  /** The published component, so that the chart's hooks run; its images and its labels are named by values, as no transform sees them. */
  private install({ place, chart, mirror, replicas, cpu, memory }: CertManagerArgs): pulumi.Resource {
    const { namespace } = place
    const part = {
      replicaCount: replicas,
      resources: resources({ cpu, memory }),
      podDisruptionBudget: { enabled: replicas > 1 },
    }
    const { repositoryOpts = { repo: '' }, ...from } = chart
    return new certManager.CertManager(
      `${namespace}/${system}`,
      {
        helmOptions: {
          ...from,
          repositoryOpts,
          name: system,
          namespace,
          values: {
            ...part,
            imageRegistry: `${mirror.registry}/quay.io`,
            crds: { enabled: true, keep: true },
            global: {
              leaderElection: { namespace },
              commonLabels: { owner: place.ownership.owner, 'app.kubernetes.io/part-of': 'atoll' },
            },
            enableServiceLinks: false,
            webhook: part,
            cainjector: part,
            startupapicheck: { resources: resources({ cpu, memory }) },
          },
        },
      },
      { parent: this, dependsOn: [place.ready] },
    )
  }

  private openNetwork({ place, apiServers }: CertManagerArgs): void {
    const all = { place, name: system, labels: { 'app.kubernetes.io/instance': system } }
    allowKubernetesApi(all, apiServers, this)
    allowFromKubernetesApi(webhookOf(place), apiServers, this)
  }
}

function webhookOf(place: Place): Server {
  return { place, name: 'webhook', labels: { 'app.kubernetes.io/name': 'webhook' }, port: webhookPort }
}

function authority(environment: string) {
  return {
    isCA: true,
    commonName: `Atoll ${environment} authority`,
    secretName: 'authority',
    duration: tenYears,
    privateKey: { algorithm: 'ECDSA', size: 384, rotationPolicy: 'Never' },
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: `${environment}-root` },
  }
}
