import { describe, expect, test } from 'vitest'
import type { Gateway } from '../contracts/mesh.ts'
import type { Registry } from '../contracts/registries.ts'
import type { Source } from '../contracts/source.ts'
import { exampleCertificates } from '../testing/certificates.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { GitlabRunner, type GitlabRunnerArgs } from './gitlabRunner.ts'

const server = (name: string, port: number) => ({
  place: examplePlace('elsewhere'),
  name,
  labels: { app: name },
  port,
})

function render(args: Partial<GitlabRunnerArgs> = {}) {
  return rendered(() => {
    const place = examplePlace('loc-gitlab-runner')
    const { ready } = place
    const source: Source = {
      url: 'https://gitlab.elsewhere.svc:8181',
      server: server('gitlab', 8181),
      address: { namespace: 'elsewhere', service: 'gitlab', port: 8181 },
      runner: () => ({ secretName: 'runner-token', annotations: {}, written: ready, ready }),
    }
    const registry: Registry = {
      host: 'harbor.loc.example.org',
      inside: 'harbor.elsewhere.svc',
      server: server('harbor', 8443),
      robot: (project) => ({ secretName: `registry-${project}`, ready }),
    }
    new GitlabRunner({
      place,
      chart: { chart: 'gitlab-runner', version: '1.2.3' },
      apiServers: { networks: ['10.20.0.0/28'], port: 6443 },
      source,
      registry,
      objects: {
        bucket: (_name, place) => exampleStore(place),
        buckets: (_consumer, place) => exampleStore(place),
        reader: (_name, place) => exampleStore(place),
      },
      certificates: exampleCertificates(),
      metrics: undefined,
      packages: undefined,
      gateway: undefined,
      mirror: { registry: 'mirror.example.org/all', digests: {} },
      jobs: 4,
      cpu: '1',
      memory: '2Gi',
      ...args,
    })
  })
}

const values = async (args: Partial<GitlabRunnerArgs> = {}) =>
  only(await render(args), 'Chart', 'gitlab-runner').values
const lines = async (args: Partial<GitlabRunnerArgs> = {}) =>
  ((await values(args)).runners.config as string).split('\n').map((line) => line.trim())

describe('the runner', () => {
  test('takes jobs from GitLab inside the cluster, by a token in a Secret, and trusts the authority of the stack', async () => {
    const { gitlabUrl, runners, extraEnv, volumes } = await values()
    expect(gitlabUrl).toBe('https://gitlab.elsewhere.svc:8181')
    expect(runners.secret).toBe('runner-token')
    expect(extraEnv.CI_SERVER_TLS_CA_FILE).toBe('/authority/ca.crt')
    expect(volumes).toEqual([
      {
        name: 'authority',
        secret: { secretName: 'gitlab-runner-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
      },
    ])
  })

  test('makes so many jobs at a time as it is told, of the size that it is told', async () => {
    expect((await values()).concurrent).toBe(4)
    expect(await lines()).toEqual(
      expect.arrayContaining(['cpu_request = "1"', 'memory_request = "2Gi"', 'memory_limit = "2Gi"']),
    )
  })

  test('keeps caches in a bucket, by a key in a Secret', async () => {
    expect((await values()).runners.cache).toEqual({ secretName: 'object-store' })
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'ServerAddress = "store.elsewhere:9000"',
        'BucketName = "gitlab-cache"',
        'Insecure = true',
        'PathStyle = true',
      ]),
    )
  })

  test('may do in its namespace what makes jobs, and nothing to what it does not make', async () => {
    const { rbac } = await values()
    const kinds = rbac.rules.flatMap(({ resources }: { resources: string[] }) => resources)
    expect(kinds).not.toContain('*')
    expect(rbac.rules.every(({ verbs }: { verbs: string[] }) => !verbs.includes('*'))).toBe(true)
    expect(rbac.clusterWideAccess).toBeUndefined()
  })
})

describe('a job', () => {
  test('gains no rights, and has no token of Kubernetes', async () => {
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'privileged = false',
        'allow_privilege_escalation = false',
        'automount_service_account_token = false',
      ]),
    )
  })

  test('has the login of a robot to push images with, and to pull its own', async () => {
    const config = await lines()
    expect(config).toEqual(
      expect.arrayContaining(['image_pull_secrets = ["registry-ci"]', '".dockerconfigjson" = "config.json"']),
    )
    const environment = config.find((line) => line.startsWith('environment'))
    expect(environment).toContain('"DOCKER_CONFIG=/registry","REGISTRY=harbor.elsewhere.svc/ci"')
  })

  test('installs packages of Python from the index of the stack, where there is one', async () => {
    const url = 'http://pypi.elsewhere:8080/simple/'
    const address = { namespace: 'elsewhere', service: 'pypi', port: 8080 }
    const config = await lines({ packages: { url, server: server('pypi', 8080), address } })
    expect(config.find((line) => line.startsWith('environment'))).toContain(
      `"PIP_INDEX_URL=${url}","PIP_TRUSTED_HOST=pypi.elsewhere"`,
    )
    expect((await lines()).join()).not.toContain('PIP_')
  })

  test('takes images from the mirror and the registry only', async () => {
    const sources = '["mirror.example.org/all/**","harbor.loc.example.org/**","harbor.elsewhere.svc/**"]'
    expect(await lines()).toEqual(
      expect.arrayContaining([`allowed_images = ${sources}`, `allowed_services = ${sources}`]),
    )
    const unmirrored = await lines({ mirror: { registry: '', digests: {} } })
    expect(unmirrored).toContain('allowed_images = []')
  })

  test('reaches GitLab, the registry, the cache and the gateway, and nothing else', async () => {
    const gateway: Gateway = { server: server('gateway', 443), expose: () => '' }
    const egress = (await render({ gateway }))
      .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && /^job-/.test(metadata.name))
      .map(({ metadata, spec }) => [metadata.name, spec.podSelector.matchLabels])
    const chosen = { 'app.kubernetes.io/component': 'job' }
    expect(egress).toEqual(['gateway', 'gitlab', 'harbor', 'store'].map((name) => [`job-to-${name}`, chosen]))
    expect(await lines()).toContain('"app.kubernetes.io/component" = "job"')
  })
})
