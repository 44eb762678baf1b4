import { describe, expect, test } from 'vitest'
import { connectionsOf } from '../testing/connections.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { HaProxy, type HaProxyArgs } from './haproxy.ts'

function entrance(name: string, nodePort: number): HaProxyArgs['entrances'][number] {
  const namespace = `loc-${name}`
  const server = { place: examplePlace(namespace), name, labels: { app: name }, port: 8080 }
  return {
    replicas: {
      server,
      address: { namespace, service: name, port: 8080 },
      headless: `${name}-replicas`,
      readyPath: `/is/${name}/ready`,
    },
    nodePort,
  }
}

function render(entrances: readonly (readonly [string, number])[]): Promise<Rendered[]> {
  return rendered(() => {
    new HaProxy({
      place: examplePlace('loc-haproxy'),
      image: `registry/haproxy@sha256:${'0'.repeat(64)}`,
      entrances: entrances.map(([name, nodePort]) => entrance(name, nodePort)),
      portsFree: [],
      metrics: undefined,
    })
  })
}

const configOf = (objects: readonly Rendered[]): string =>
  only(objects, 'ConfigMap', 'haproxy').data['haproxy.cfg']

/** The lines of one section, without their indentation. */
function section(config: string, title: string): string[] {
  const [, text = ''] = config.split(`\n${title}\n`)
  const [own] = text.split(/\n(?=\S)/)
  return own!.split('\n').map((line) => line.trim())
}

describe('HAProxy', () => {
  test('takes requests on a port of the nodes for each that has one, and leads them to its replicas', async () => {
    const objects = await render([
      ['tides', 30081],
      ['winds', 30082],
    ])
    const opened = objects.filter(({ kind, spec }) => kind === 'Service' && spec.type === 'NodePort')
    expect(opened.map(({ metadata, spec }) => [metadata.name, spec.ports[0].nodePort])).toEqual([
      ['tides', 30081],
      ['winds', 30082],
    ])
    const { selector, ports } = opened[0]!.spec
    const { metadata, spec } = only(objects, 'Deployment', 'haproxy').spec.template
    expect(metadata.labels).toMatchObject(selector)
    expect(
      spec.containers[0].ports.map(({ containerPort }: { containerPort: number }) => containerPort),
    ).toEqual([8404, 30081, 30082])
    const tides = section(configOf(objects), 'listen tides').filter((line) => line !== '')
    expect(tides).toContain(`bind :${ports[0].targetPort}`)
    expect(tides.at(-1)).toMatch(/ tides-replicas\.loc-tides\.svc\.cluster\.local:8080$/)
  })

  test('reaches those replicas and no other pod', async () => {
    const open = connectionsOf(await render([['tides', 30081]]))
    expect(open.get('loc-haproxy')).toEqual(
      expect.arrayContaining([
        'haproxy/gateway -> loc-tides tides 8080',
        'anywhere -> haproxy/gateway 30081',
      ]),
    )
    expect(open.get('loc-haproxy')).toHaveLength(2)
  })

  test('leads each request to the next replica that says of itself that it is ready', async () => {
    const config = configOf(await render([['tides', 30081]]))
    expect(section(config, 'defaults')).toContain('balance roundrobin')
    const check = 'http-check send meth GET uri /is/tides/ready ver HTTP/1.1 hdr host tides'
    expect(section(config, 'listen tides')).toEqual(
      expect.arrayContaining([check, 'http-check expect status 200']),
    )
  })

  test('asks another replica only where the first has not taken the request on', async () => {
    const config = configOf(await render([['tides', 30081]]))
    expect(section(config, 'defaults')).toEqual(
      expect.arrayContaining(['option redispatch 1', 'retry-on conn-failure 503']),
    )
  })

  test('lets replicas know that a client has left', async () => {
    expect(section(configOf(await render([['tides', 30081]])), 'defaults')).toContain('option abortonclose')
  })

  test('is replaced with its configuration, the next one ready before it ends', async () => {
    const deployment = async (nodePort: number) =>
      only(await render([['tides', nodePort]]), 'Deployment', 'haproxy').spec
    const [one, same, other] = [await deployment(30081), await deployment(30081), await deployment(30082)]
    const checksumOf = ({ template }: { template: Rendered }) => template.metadata.annotations
    expect(checksumOf(one)).toEqual(checksumOf(same))
    expect(checksumOf(one)).not.toEqual(checksumOf(other))
    expect(one.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 })
  })

  test('runs as a restricted pod', async () => {
    expect(podTemplates(await render([['tides', 30081]])).flatMap(violations)).toEqual([])
  })
})
