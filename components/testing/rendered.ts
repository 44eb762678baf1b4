import * as pulumi from '@pulumi/pulumi'
import protocol from '@pulumi/pulumi/proto/callback_pb.js'

/** A Kubernetes object as a program asks for it. */
export interface Rendered {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  // biome-ignore lint/suspicious/noExplicitAny: the rest differs by kind
  readonly [field: string]: any
}

/** Kinds that stand for what Helm makes, which is labelled by a transform of every object. */
export const installations: readonly string[] = ['Chart', 'Release', 'CertManager']

/** Stands for a secret value in what is rendered. */
export const masked = '(secret)'

/** What a provider adds to the inputs of a resource, or reads. */
const generated: Readonly<Record<string, (name: string, rotated: string | undefined) => object>> = {
  'random:index/randomPassword:RandomPassword': (name) => ({
    result: `value of ${name}`,
    bcryptHash: `hash of ${name}`,
  }),
  'kubernetes:discovery.k8s.io/v1:EndpointSlice': () => ({
    endpoints: [{ addresses: ['10.87.0.1'] }],
    ports: [{ port: 6443 }],
  }),
  'random:index/randomId:RandomId': (name, rotated) => ({
    hex: `${name === rotated ? 'next ' : ''}version of ${name}`,
  }),
}

/**
 * The Kubernetes objects of a program, without an engine or a cluster: in the order of their kinds, namespaces and
 * names, secret values masked.
 * @param rotated name of a password that is another one than usual
 */
export async function rendered(program: () => void, rotated?: string): Promise<Rendered[]> {
  const objects: Rendered[] = []
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource({ type, name, inputs, id: read }) {
        if (isHelm(type)) objects.push(installation(type, name, inputs))
        else if (type.startsWith('kubernetes:') && !read) objects.push(mask(inputs))
        return { id: name, state: { ...inputs, ...generated[type]?.(name, rotated) } }
      },
    },
    'atoll',
    'rendered',
  )
  passOverTransforms()
  program()
  await settled()
  return objects.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** What the transforms of charts made of the pods of an object, when something was rendered last. */
export async function podAnnotations(kind: string, name: string): Promise<Record<string, unknown>> {
  const props = { kind, metadata: { name }, spec: { template: { metadata: {} } } }
  const type = `kubernetes:apps/v1:${kind}`
  const made = transforms.map((transform) => transform({ custom: true, type, name, props, opts: {} }))
  const annotations = (await Promise.all(made)).map((one) => one?.props.spec.template.metadata.annotations)
  return new Promise((done) => pulumi.output(Object.assign({}, ...annotations)).apply(done))
}

let transforms: pulumi.ResourceTransform[] = []

/** Mocks refuse resources with transforms of their own, which an engine would call. */
function passOverTransforms(): void {
  transforms = []
  const callbacks = {
    registerTransform(transform: pulumi.ResourceTransform) {
      transforms.push(transform)
      return Promise.resolve(new protocol.Callback())
    },
    awaitStackRegistrations: () => Promise.resolve(),
  }
  const { globalStore } = globalThis as unknown as { readonly globalStore: object }
  Object.assign(globalStore, { supportsTransforms: true, callbacks })
}

/** Registrations go on for as long as they set off others. */
async function settled(): Promise<void> {
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }
  await waitForRPCs()
}

function isHelm(type: string): boolean {
  return type.startsWith('kubernetes:helm.sh/') || type.startsWith('kubernetes-cert-manager:')
}

/** A chart or a release as an object: its name, its namespace, and the rest as it was asked for. */
function installation(type: string, name: string, inputs: Record<string, unknown>): Rendered {
  const [, group = '', kind = ''] = type.split(':')
  const {
    name: release = name,
    namespace,
    ...rest
  } = (inputs.helmOptions ?? inputs) as Record<string, string>
  return { apiVersion: group, kind, metadata: { name: release, namespace }, ...rest }
}

function mask(object: Rendered): Rendered {
  if (object.kind !== 'Secret') return object
  const data = Object.fromEntries(Object.keys(secretData(object)).map((key) => [key, masked]))
  return { ...object, data }
}

/** Pulumi wraps a value that holds a secret. */
function secretData({ data }: Rendered): Record<string, unknown> {
  return 'value' in data && typeof data.value === 'object' ? data.value : data
}

function place({ kind, metadata }: Rendered): string {
  return [metadata.namespace ?? '', kind, metadata.name].join('/')
}
