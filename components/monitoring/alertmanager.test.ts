import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { Alertmanager, type AlertmanagerArgs } from './alertmanager.ts'

const chat = { networks: ['10.20.0.0/24'], port: 443 }

function render(args: Partial<AlertmanagerArgs> = {}): Promise<Rendered[]> {
  return rendered(() => {
    new Alertmanager({
      place: examplePlace('loc-alertmanager'),
      image: `registry/alertmanager@sha256:${'0'.repeat(64)}`,
      chat: undefined,
      storageClass: 'standard',
      metrics: undefined,
      nodePort: undefined,
      ...args,
    })
  })
}

const configOf = (objects: readonly Rendered[]) =>
  parse(only(objects, 'ConfigMap', 'alertmanager').data['alertmanager.yml'])
const podOf = (objects: readonly Rendered[]) => only(objects, 'StatefulSet', 'alertmanager').spec.template

describe('Alertmanager', () => {
  test('tells a chat, whose address is a file of a Secret that may come later', async () => {
    const objects = await render({ chat })
    const { route, receivers } = configOf(objects)
    const receiver = receivers.find(({ name }: { name: string }) => name === route.receiver)
    const { volumes, containers } = podOf(objects).spec
    const { secret } = volumes.find(({ name }: { name: string }) => name === 'chat')
    expect(secret).toEqual({ secretName: 'chat-webhook', optional: true })
    const { mountPath } = containers[0].volumeMounts.find(({ name }: { name: string }) => name === 'chat')
    expect(receiver.slack_configs[0].api_url_file).toBe(`${mountPath}/url`)
    expect(only(objects, 'NetworkPolicy', 'alertmanager-outside-chat')).toBeDefined()
  })

  test('tells nobody where there is none, and reaches nothing', async () => {
    const objects = await render()
    expect(configOf(objects).receivers).toEqual([{ name: 'nobody' }])
    expect(objects.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([])
    expect(JSON.stringify(podOf(objects))).not.toContain('chat')
  })

  test('starts anew when its configuration changes, and keeps what was silenced', async () => {
    const annotation = async (args: Partial<AlertmanagerArgs>) =>
      podOf(await render(args)).metadata.annotations['checksum/config']
    expect(await annotation({ chat })).not.toBe(await annotation({}))
    const objects = await render()
    const [claim] = only(objects, 'StatefulSet', 'alertmanager').spec.volumeClaimTemplates
    expect(podOf(objects).spec.containers[0].args).toContain('--storage.path=/data')
    expect(claim.metadata.name).toBe('data')
  })

  test('is a pod that the restricted standard admits', async () => {
    expect(podTemplates(await render({ chat })).flatMap(violations)).toEqual([])
  })
})
