import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import grpc from '@grpc/grpc-js'
import analyzerService from '@pulumi/pulumi/proto/analyzer_grpc_pb.js'
import analyzerMessages from '@pulumi/pulumi/proto/analyzer_pb.js'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rules } from './rules.ts'

const runtime = join(import.meta.dirname, 'runtime', 'pulumi-analyzer-policy-plainnode')

/** The pack as the engine runs it. */
const pack = spawn(runtime, ['127.0.0.1:1', '.'], { cwd: import.meta.dirname })
let client: InstanceType<typeof analyzerService.AnalyzerClient>

beforeAll(async () => {
  const [port] = (await once(pack.stdout, 'data')) as [Buffer]
  client = new analyzerService.AnalyzerClient(
    `127.0.0.1:${String(port).trim()}`,
    grpc.credentials.createInsecure(),
  )
})

afterAll(() => {
  client.close()
  pack.kill()
})

function analyzed(type: string, properties: Record<string, structs.JavaScriptValue>): Promise<string[]> {
  const request = new analyzerMessages.AnalyzeRequest()
  request.setType(type)
  request.setUrn(`urn:pulumi:dev::atoll::${type}::a`)
  request.setName('a')
  request.setProperties(structs.Struct.fromJavaScript(properties))
  request.setOptions(new analyzerMessages.AnalyzerResourceOptions())
  return new Promise((resolve, reject) =>
    client.analyze(request, (error, response) =>
      error === null
        ? resolve(response.getDiagnosticsList().map((one) => `${one.getPolicyname()}: ${one.getMessage()}`))
        : reject(error),
    ),
  )
}

test('the engine is told of an object that breaks rules, each with what is wrong', async () => {
  const metadata = { name: 'a', namespace: 'dev-bikes', labels: { owner: 'mobility' } }
  const told = await analyzed('kubernetes:core/v1:ConfigMap', { kind: 'ConfigMap', metadata })
  const { description } = rules.find(({ name }) => name === 'labels')!
  expect(told).toEqual([`labels: ${description}\nhas no label app.kubernetes.io/part-of`])
})

test('storage and agents of nodes are spared what they cannot do without', async () => {
  const pod = (namespace: string) => ({
    kind: 'Pod',
    metadata: { name: 'a', namespace, labels: { owner: 'platform', 'app.kubernetes.io/part-of': 'atoll' } },
    spec: { containers: [], volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] },
  })
  expect(await analyzed('kubernetes:core/v1:Pod', pod('dev-istio-cni'))).toEqual([])
  expect(await analyzed('kubernetes:core/v1:Pod', pod('dev-bikes'))).toHaveLength(1)
})

test("charts are no objects, and definitions of kinds are nobody's", async () => {
  const definition = { kind: 'CustomResourceDefinition', metadata: { name: 'a' } }
  expect(await analyzed('kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition', definition)).toEqual(
    [],
  )
  expect(await analyzed('kubernetes:helm.sh/v3:Release', { name: 'a' })).toEqual([])
})
