import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { output, secret } from '@pulumi/pulumi'
import { beforeAll, expect, it } from 'vitest'
import { releaseCheck } from './releaseCheck.ts'
import { exampleLocks } from './testing/stack.ts'

const check = releaseCheck(
  {
    environment: 'prod',
    domain: 'prod.example.internal',
    owner: 'platform',
    images: { lock: 'stacks/images.prod.json', mirror: 'registry.example.internal/mirror' },
  },
  exampleLocks,
)

/** A chart whose hook and whose settings hold what its values say. */
const files = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'values.yaml': 'telemetry: ""\nrepository: registry.example.internal/mirror/shop\ntag: "1.0"\n',
  'templates/settings.yaml': `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data:
  config.json: {{ dict "report" .Values.telemetry "worker" (printf "%s:%s" .Values.repository .Values.tag) | toJson | quote }}
`,
  'templates/hook.yaml': `
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, annotations: { helm.sh/hook: pre-install } }
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: "{{ .Values.repository }}:{{ .Values.tag }}"
          securityContext: { runAsNonRoot: true }
          resources: { requests: { cpu: 10m, memory: 16Mi }, limits: { memory: 16Mi } }
`,
}

let chart: string

beforeAll(() => {
  chart = mkdtempSync(join(tmpdir(), 'atoll-shop-'))
  mkdirSync(join(chart, 'templates'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(chart, name), text)
})

const release = (values: object) => ({
  name: 'shop',
  props: { name: 'shop', namespace: 'prod-shop', chart, values },
})

it('a release that keeps to the rules, and names no host outside, passes without labels, which its chart does not set', async () => {
  await expect(check(release({}))).resolves.toBeUndefined()
})

it('a host outside the network is found in the settings of a release', async () => {
  await expect(check(release({ telemetry: 'https://stats.example.com/v1' }))).rejects.toThrow(
    'Release shop: ConfigMap prod-shop/settings: data["config.json"] names stats.example.com, which is outside the network',
  )
})

it('an image that is not from the mirror is found in its settings', async () => {
  await expect(check(release({ repository: 'quay.io/example/shop' }))).rejects.toThrow(
    /data\["config\.json"\] names quay\.io/,
  )
})

it('a break of a rule is found in its hooks', async () => {
  await expect(check(release({ tag: 'latest' }))).rejects.toThrow(
    'Release shop: Job prod-shop/migrate: pinned-images: image registry.example.internal/mirror/shop:latest of container migrate can be any',
  )
})

it('values that are outputs are looked at as soon as they are known', async () => {
  const hidden = secret(output('https://stats.example.com'))
  await expect(check(release({ telemetry: hidden }))).rejects.toThrow(/stats\.example\.com/)
})

it('a chart that cannot be rendered is said', async () => {
  await expect(check({ name: 'shop', props: { chart: './nowhere' } })).rejects.toThrow(/nowhere.*not found/)
})
