import { podsIn } from './podsIn.ts'

/** A Kubernetes object as it is asked for. */
export interface KubernetesObject {
  readonly kind?: string
  readonly metadata?: {
    readonly name?: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

export interface Rule {
  readonly name: string
  /** For people: what holds. */
  readonly description: string
  /** Whether storage and the agents of nodes are free of it. */
  readonly sparesPrivileged: boolean
  /** Whether a release's objects are free of it: they are as the chart writes them, and its values may not say this. */
  readonly sparesReleases?: boolean
  /** What of the object breaks it. */
  readonly check: (object: KubernetesObject) => readonly string[]
}

/** An exact version, or the content itself; `auto` is the proxy of Istio, pinned where Istio names it. */
const pinned = /@sha256:[0-9a-f]{64}$|:(?=[\w.-]*\d)(?!latest)[\w][\w.-]*$|^auto$/
const longRunning = ['Deployment', 'StatefulSet', 'DaemonSet', 'Notebook']

/** What every object of every stack keeps to. */
export const rules: readonly Rule[] = [
  {
    name: 'non-root',
    description: 'No container may run as root.',
    sparesPrivileged: true,
    check: (object) =>
      podsIn(object).flatMap(({ spec, containers }) =>
        containers
          .filter(({ securityContext: own }) => {
            const may = own?.runAsNonRoot ?? spec.securityContext?.runAsNonRoot
            const user = own?.runAsUser ?? spec.securityContext?.runAsUser
            return may !== true || user === 0
          })
          .map(({ name }) => `container ${name} may run as root; expected runAsNonRoot, and no user 0`),
      ),
  },
  {
    name: 'requests-and-limits',
    description: 'Every container asks for cores and memory, and its memory is limited.',
    sparesPrivileged: false,
    check: (object) =>
      podsIn(object).flatMap(({ containers }) =>
        containers.flatMap(({ name, resources: { requests, limits } = {} }) => [
          ...(requests?.cpu === undefined ? [`container ${name} asks for no cores`] : []),
          ...(requests?.memory === undefined ? [`container ${name} asks for no memory`] : []),
          ...(limits?.memory === undefined ? [`container ${name} has no limit of memory`] : []),
        ]),
      ),
  },
  {
    name: 'probes',
    description: 'Every container that listens, and goes on running, tells by a probe whether it is ready.',
    // Agents of nodes are behind no Service.
    sparesPrivileged: true,
    sparesReleases: true,
    check: (object) =>
      longRunning.includes(object.kind ?? '')
        ? podsIn(object).flatMap(({ spec }) =>
            (spec.containers ?? [])
              .filter(
                ({ image, ports = [], readinessProbe }) =>
                  ports.length > 0 && readinessProbe === undefined && image !== 'auto',
              )
              .map(({ name }) => `container ${name} listens, but has no readiness probe`),
          )
        : [],
  },
  {
    name: 'no-host-paths',
    description: 'No volume is a directory of the node, but for storage and the agents of nodes.',
    sparesPrivileged: true,
    check: (object) =>
      podsIn(object).flatMap(({ spec }) =>
        (spec.volumes ?? [])
          .filter(({ hostPath }) => hostPath !== undefined)
          .map(({ name, hostPath }) => `volume ${name} is ${hostPath?.path} of the node`),
      ),
  },
  {
    name: 'pinned-images',
    description: 'Every image is named by its digest or an exact version.',
    sparesPrivileged: false,
    check: (object) =>
      podsIn(object).flatMap(({ containers }) =>
        containers
          .filter(({ image }) => !pinned.test(image ?? ''))
          .map(
            ({ name, image }) =>
              `image ${image} of container ${name} can be any; expected a version or digest`,
          ),
      ),
  },
  {
    name: 'labels',
    description:
      'Every object says what it is part of, but for definitions of kinds, which are as their makers wrote them.',
    sparesPrivileged: false,
    sparesReleases: true,
    check: (object) => withoutLabel(object, 'app.kubernetes.io/part-of'),
  },
  {
    name: 'owner',
    description: 'Every object names the team that answers for it, but for definitions of kinds.',
    sparesPrivileged: false,
    sparesReleases: true,
    check: (object) => withoutLabel(object, 'owner'),
  },
]

/**
 * Everything in an object that breaks a rule, by the rule's name.
 * @param privileged whether its namespace is of storage or of agents of nodes
 * @param ofRelease whether Helm makes it
 */
export function violations(object: KubernetesObject, privileged: boolean, ofRelease = false): string[] {
  return rules
    .filter(({ sparesPrivileged }) => !(privileged && sparesPrivileged))
    .filter(({ sparesReleases }) => !(ofRelease && sparesReleases))
    .flatMap(({ name, check }) => check(object).map((what) => `${name}: ${what}`))
}

function withoutLabel({ kind, metadata }: KubernetesObject, label: string): string[] {
  const isMissing = kind !== 'CustomResourceDefinition' && metadata?.labels?.[label] === undefined
  return isMissing ? [`has no label ${label}`] : []
}
