import { describe, expect, test } from 'vitest'
import type { Broker, BrokerAccess } from '../contracts/brokers.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { Kafka } from './kafka.ts'

const image = (name: string) => `registry.internal/atoll/${name}@sha256:${'0'.repeat(64)}`
const access: BrokerAccess = {
  topics: [{ name: 'rides', partitions: 3, retentionHours: 24 }],
  group: 'bikes',
}

async function render(
  args: { readonly nodePort?: number; readonly namespace?: string; readonly access?: BrokerAccess } = {},
): Promise<{ readonly objects: readonly Rendered[]; readonly broker: Broker }> {
  let broker: Broker | undefined
  const objects = await rendered(() => {
    broker = new Kafka({
      place: examplePlace(args.namespace ?? 'loc-kafka'),
      image: image('kafka'),
      setupImage: image('services'),
      storageClass: 'fast',
      volume: '7Gi',
      cpu: '100m',
      memory: '512Mi',
      nodePort: args.nodePort,
    }).client('bikes', examplePlace('loc-bikes'), args.access ?? access)
  })
  return { objects, broker: broker! }
}

const server = (objects: readonly Rendered[]) => only(objects, 'StatefulSet', 'kafka')
const settingsOf = (objects: readonly Rendered[]): Record<string, string> =>
  Object.fromEntries(
    only(objects, 'ConfigMap', 'kafka')
      .data['server.properties'].trim()
      .split('\n')
      .map((line: string) => line.split(/=(.*)/)),
  )

describe('Kafka with one broker', () => {
  test('is found again by the address at which it was found', async () => {
    const { objects, broker } = await render()
    expect(broker.bootstrapServers).toBe('kafka.loc-kafka.svc:9092')
    expect(settingsOf(objects)['advertised.listeners']).toContain(`CLIENTS://${broker.bootstrapServers}`)
    const { spec } = only(objects, 'Service', 'kafka')
    expect(spec.ports).toEqual([{ name: 'tcp', port: 9092, targetPort: 9092 }])
    expect(spec.selector).toEqual(broker.server.labels)
  })

  test('speaks to itself within its pod, which reaches nobody', async () => {
    const { objects } = await render()
    const settings = settingsOf(objects)
    expect(settings['inter.broker.listener.name']).toBe('BROKER')
    expect(settings.listeners).toContain('BROKER://localhost:')
    expect(settings.listeners).toContain('CONTROLLER://localhost:')
    const egress = objects.filter(({ kind, spec }) => kind === 'NetworkPolicy' && 'egress' in spec)
    expect(egress.map(({ metadata }) => metadata.name)).toEqual(['kafka-setup-to-kafka'])
  })

  test('keeps everything on its volume, and runs as the restricted standard wants it', async () => {
    const { objects } = await render()
    expect(settingsOf(objects)['log.dirs']).toMatch(/^\/data\//)
    expect(server(objects).spec.volumeClaimTemplates[0].spec).toMatchObject({
      storageClassName: 'fast',
      resources: { requests: { storage: '7Gi' } },
    })
    expect(podTemplates(objects).flatMap(violations)).toEqual([])
  })

  test('writes its volume once, for a cluster of its own', async () => {
    const formats = async (namespace: string) => {
      const { args } = server((await render({ namespace })).objects).spec.template.spec.initContainers[0]
      expect(args).toContain('--ignore-formatted')
      return args.find((arg: string) => arg.startsWith('--cluster-id='))
    }
    expect(await formats('loc-kafka')).toMatch(/^--cluster-id=[\w-]{22}$/)
    expect(await formats('loc-kafka')).toBe(await formats('loc-kafka'))
    expect(await formats('dev-kafka')).not.toBe(await formats('loc-kafka'))
  })

  test('is found on the node by programs outside only where a port is given', async () => {
    const inside = (await render()).objects
    expect(settingsOf(inside).listeners).not.toContain('OUTSIDE')
    expect(inside.filter(({ kind }) => kind === 'Service')).toHaveLength(1)
    const { objects } = await render({ nodePort: 30092 })
    expect(settingsOf(objects)['advertised.listeners']).toContain('OUTSIDE://127.0.0.1:30092')
    expect(only(objects, 'Service', 'kafka-outside').spec.ports[0]).toMatchObject({
      nodePort: 30092,
      targetPort: 9094,
    })
    const annotations = (all: readonly Rendered[]) => server(all).spec.template.metadata.annotations
    expect(annotations(objects)).not.toEqual(annotations(inside))
  })
})

describe('a client', () => {
  test('has its topics made by a Job that may reach the broker', async () => {
    const { objects } = await render()
    const [job] = objects.filter(({ kind }) => kind === 'Job')
    const { containers } = job!.spec.template.spec
    expect(containers[0].image).toBe(image('services'))
    expect(environmentOf(containers[0])).toEqual({ KAFKA_BROKERS: 'kafka.loc-kafka.svc:9092' })
    const { data } = only(objects, 'ConfigMap', 'kafka-setup-bikes')
    expect(containers[0].command.at(-1)).toBe('/setup/topics.json')
    expect(JSON.parse(data['topics.json'])).toEqual(access.topics)
    expect(only(objects, 'NetworkPolicy', 'kafka-setup-to-kafka').spec.podSelector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'kafka',
      'app.kubernetes.io/component': 'setup',
    })
  })

  test('gets another Job when its topics are to be other ones', async () => {
    const nameOf = async (retentionHours: number) => {
      const topics = access.topics.map((topic) => ({ ...topic, retentionHours }))
      const { objects } = await render({ access: { ...access, topics } })
      return objects.find(({ kind }) => kind === 'Job')!.metadata.name
    }
    expect(await nameOf(24)).toBe(await nameOf(24))
    expect(await nameOf(48)).not.toBe(await nameOf(24))
  })

  test('is given no login, as the broker asks for none', async () => {
    const { broker } = await render()
    expect(broker).not.toHaveProperty('login')
    expect(broker).not.toHaveProperty('certificateAuthority')
  })
})
