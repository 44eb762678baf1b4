import { describe, expect, test } from 'vitest'
import { environments, readConfig } from './config.ts'
import type { Problem } from './problems.ts'
import { cephed, charted, known, outside, problemsOf, sound, withUsers } from './testing/soundFile.ts'

describe('an error says what is wrong and what would be right', () => {
  const cases: readonly (readonly [string, unknown, ...Problem[]])[] = [
    [
      'an unknown key',
      { ...sound, nodeport: {} },
      { path: 'nodeport', message: 'unknown key; did you mean nodePorts?' },
    ],
    [
      'an unknown key inside',
      { ...sound, nodes: { ...sound.nodes, cpus: 2 } },
      { path: 'nodes.cpus', message: 'unknown key; known are controlPlane, workers, cores, memory' },
    ],
    [
      'a wrong type',
      { ...sound, nodes: { ...sound.nodes, cores: 'two' } },
      { path: 'nodes.cores', message: '"two" is not right; expected a whole number from 1 to 1000' },
    ],
    [
      'something else than a map',
      { ...sound, nodes: 5 },
      { path: 'nodes', message: '5 is not right; expected a map with controlPlane, workers, cores, memory' },
    ],
    [
      'a wrong type in exact sizes',
      { ...sound, sizes: { minio: { volume: 5 } } },
      {
        path: 'sizes.minio.volume',
        message: '5 is not right; expected bytes from 16Mi to 1024Ti, as 50Gi',
      },
    ],
    [
      'a missing key',
      { ...sound, owner: undefined },
      { path: 'owner', message: 'is missing; expected a DNS label naming a team, as platform' },
    ],
    [
      'a workload there is not',
      { ...sound, workloads: ['bike'] },
      { path: 'workloads.0', message: '"bike" is no workload; did you mean bikes?' },
    ],
    [
      'a workload listed twice',
      { ...sound, workloads: ['bikes', 'bikes'] },
      { path: 'workloads.1', message: '"bikes" is listed twice; list it once' },
    ],
    [
      'a system there is not',
      { ...sound, systems: ['prometheus', 'minoi', 'mlflow'] },
      { path: 'systems.1', message: '"minoi" is no system; did you mean minio?' },
    ],
    [
      'a consumer without its provider',
      { ...sound, systems: ['minio'] },
      { path: 'systems', message: 'workload bikes needs model registry; expected mlflow in the list' },
    ],
    [
      'a system without what it needs',
      { ...sound, systems: ['mlflow'], workloads: [], nodePorts: {} },
      {
        path: 'systems',
        message: 'mlflow needs object stores; expected minio or ceph-object-store in the list',
      },
    ],
    [
      'two systems that give the same',
      { ...sound, ...charted, systems: [...sound.systems, 'cert-manager', 'kube-prometheus-stack'] },
      { path: 'systems', message: 'prometheus and kube-prometheus-stack both give metrics; expected one' },
    ],
    [
      'two systems that give the same',
      { ...sound, systems: ['prometheus', 'minio', 'ceph-object-store', 'rook-ceph', 'mlflow'], ...cephed },
      { path: 'systems', message: 'minio and ceph-object-store both give object stores; expected one' },
    ],
    [
      'charts from nowhere',
      { ...sound, systems: [...sound.systems, 'cert-manager'], images: charted.images },
      { path: 'charts', message: 'is missing, but cert-manager is a chart; expected where charts come from' },
    ],
    [
      'images of others without a mirror',
      { ...sound, systems: [...sound.systems, 'cert-manager'], charts: charted.charts },
      {
        path: 'images.mirror',
        message:
          'is missing, but the images of cert-manager are not ours; expected the registry that mirrors them',
      },
    ],
    [
      'a broken field that is needed: it is not missing',
      { ...sound, ...charted, systems: [...sound.systems, 'cert-manager'], charts: { directory: '' } },
      {
        path: 'charts.directory',
        message:
          '"" is not right; expected { from: upstream }, { directory: charts }, or { registry: harbor.example.org/charts }',
      },
    ],
    [
      'users whom nothing serves',
      { ...sound, users: [{ name: 'ana', reads: [] }] },
      {
        path: 'users',
        message: 'nothing serves them; expected kubeflow-notebooks in the list of systems',
      },
    ],
    [
      'a chat that nothing sends to',
      { ...sound, alerts: { runbooks: 'https://docs.example.org', chat: outside } },
      {
        path: 'alerts.chat',
        message: 'nothing uses it; expected alertmanager or kube-prometheus-stack in the list of systems',
      },
    ],
    [
      'a log-in that nothing asks for',
      { ...sound, singleSignOn: outside },
      {
        path: 'singleSignOn',
        message: 'nothing uses it; expected kube-prometheus-stack in the list of systems',
      },
    ],
    [
      'a misspelt system that others are for, once',
      {
        ...withUsers({ name: 'ana', reads: [] }),
        systems: [...sound.systems, 'kubeflow-notebook', 'alertmanger'],
        alerts: { runbooks: 'https://docs.example.org', chat: outside },
        nodePorts: { alertmanager: 30930 },
      },
      { path: 'systems.3', message: '"kubeflow-notebook" is no system; did you mean kubeflow-notebooks?' },
      { path: 'systems.4', message: '"alertmanger" is no system; did you mean alertmanager?' },
    ],
    [
      'a user listed twice',
      withUsers({ name: 'ana', reads: [] }, { name: 'ana', reads: ['bikes'] }),
      { path: 'users.1.name', message: '"ana" is listed twice; list it once' },
    ],
    [
      'a user by the name of a system or workload',
      withUsers({ name: 'bikes', reads: [] }),
      { path: 'users.0.name', message: '"bikes" is the name of a system or workload; expected another' },
    ],
    [
      'a user who reads what the stack has not',
      withUsers({ name: 'ana', reads: ['bike'] }),
      {
        path: 'users.0.reads.0',
        message: '"bike" is no workload of this stack; did you mean bikes?',
      },
    ],
    [
      'notebooks of others without a mirror',
      { ...withUsers(), images: sound.images },
      {
        path: 'images.mirror',
        message:
          'is missing, but the images of kubeflow-notebooks are not ours; expected the registry that mirrors them',
      },
    ],
    [
      'a notebook for which the nodes have no room',
      withUsers({ name: 'ana', reads: [], memory: '14Gi' }),
      {
        path: 'nodes.memory',
        message:
          'pods ask for 17.0 GiB, but the nodes give them 12.8 GiB; expected larger nodes, more workers or a smaller size',
      },
    ],
    [
      'a port taken twice',
      { ...sound, nodePorts: { bikes: 30080, minio: 30080 } },
      { path: 'nodePorts.minio', message: '30080 is the port of bikes too; expected another' },
    ],
    [
      'more asked for than the nodes have',
      { ...sound, nodes: { ...sound.nodes, memory: '1Gi' } },
      {
        path: 'nodes.memory',
        message:
          'pods ask for 2.8 GiB, but the nodes give them 0.8 GiB; expected larger nodes, more workers or a smaller size',
      },
    ],
    [
      'a pod larger than any node',
      { ...sound, nodes: { controlPlane: 1, workers: 40, cores: 4, memory: '1Gi' } },
      {
        path: 'nodes.memory',
        message:
          'a pod of mlflow asks for 1.0 GiB, but no node gives more than 0.8 GiB; expected larger nodes or a smaller size',
      },
    ],
  ]
  test.each(cases)('%s', (_name, file, ...problems) => {
    expect(problemsOf(file)).toEqual(problems)
  })

  test('a prod that cannot lose a node, and has no backup', () => {
    expect(problemsOf({ ...sound, nodes: { ...sound.nodes, cores: 64, memory: '256Gi' } }, 'prod')).toEqual([
      { path: 'systems', message: 'prod needs backup; expected velero in the list' },
      {
        path: 'systems.0',
        message: '"prometheus" does not survive the loss of a node; expected kube-prometheus-stack for prod',
      },
      { path: 'nodes.controlPlane', message: '1 cannot lose a node; expected 3 or more for prod' },
      { path: 'nodes.workers', message: '0; expected 2 or more for prod' },
      { path: 'size', message: '"small" does not survive the loss of a node; expected ha for prod' },
    ])
  })

  test('a prod whose exact sizes take back that it survives the loss of a node', () => {
    const prod = {
      ...sound,
      ...cephed,
      systems: ['rook-ceph', 'minio', 'mlflow', 'velero'],
      size: 'ha',
      nodes: { controlPlane: 3, workers: 6, cores: 64, memory: '256Gi' },
      sizes: { minio: { replicas: 1 }, kafka: { replicas: 1 } },
    }
    expect(problemsOf(prod, 'prod')).toEqual([
      {
        path: 'sizes.minio.replicas',
        message: '1 does not survive the loss of a node; expected 4, as in ha, for prod',
      },
      {
        path: 'sizes.kafka.replicas',
        message: '1 does not survive the loss of a node; expected 3, as in ha, for prod',
      },
    ])
  })

  test('a stack there is not', () => {
    expect(() => readConfig('lco', sound, known)).toThrow(
      'stack "lco": 1 error\n  stack: unknown; did you mean loc?',
    )
    expect(() => readConfig('production-eu', sound, known)).toThrow(`known are ${environments.join(', ')}`)
  })

  test('a file with nothing in it, of every field at once', () => {
    expect(problemsOf({}).map(({ path }) => path)).toEqual(
      Object.keys(sound).toSorted((a, b) => (a < b ? -1 : 1)),
    )
  })
})
