import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { freePort } from '../../testing/serverProcess.ts'
import { ensureTools } from '../../tools.ts'
import { type Api, apiOf } from '../kubernetes/api.ts'
import { clusterFrom } from '../kubernetes/kubeconfig.ts'

/** An API server with its controllers, but without nodes: a test plays the kubelet. */
export interface ControlPlane {
  readonly kubeconfig: string
  readonly api: Api
  stop(): Promise<void>
}

const token = 'control-plane-of-a-test'

/** Starts etcd, the API server and the controllers on free ports of the loopback address, in a directory of their own. */
export async function startControlPlane(): Promise<ControlPlane> {
  const tools = await ensureTools(['etcd', 'kube-apiserver', 'kube-controller-manager'])
  const directory = mkdtempSync(join(tmpdir(), 'atoll-control-plane-'))
  const file = (name: string) => join(directory, name)
  const running: ChildProcess[] = []
  const start = (
    program: 'etcd' | 'kube-apiserver' | 'kube-controller-manager',
    flags: Record<string, string>,
  ) => {
    const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`)
    const log = openSync(file(`${program}.log`), 'a')
    const child = spawn(tools[program], args, { cwd: directory, stdio: ['ignore', log, log] })
    running.push(child)
    return child
  }
  const [client, peer, secure, controllers] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ])
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(file('sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  writeFileSync(file('sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(file('tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 })
  writeFileSync(file('kubeconfig'), kubeconfigFor(secure), { mode: 0o600 })
  mkdirSync(file('etcd'), { mode: 0o700 })

  start('etcd', {
    'data-dir': file('etcd'),
    'listen-client-urls': `http://127.0.0.1:${client}`,
    'advertise-client-urls': `http://127.0.0.1:${client}`,
    'listen-peer-urls': `http://127.0.0.1:${peer}`,
    'initial-advertise-peer-urls': `http://127.0.0.1:${peer}`,
    'initial-cluster': `default=http://127.0.0.1:${peer}`,
    'unsafe-no-fsync': 'true',
  })
  const apiServer = start('kube-apiserver', {
    'etcd-servers': `http://127.0.0.1:${client}`,
    'secure-port': String(secure),
    'bind-address': '127.0.0.1',
    'cert-dir': file('certificates'),
    'service-account-key-file': file('sa.pub'),
    'service-account-signing-key-file': file('sa.key'),
    'service-account-issuer': 'https://kubernetes.default.svc',
    'token-auth-file': file('tokens.csv'),
    'authorization-mode': 'RBAC',
    'service-cluster-ip-range': '10.250.0.0/24',
    'disable-admission-plugins': 'ServiceAccount',
  })
  start('kube-controller-manager', {
    kubeconfig: file('kubeconfig'),
    'service-account-private-key-file': file('sa.key'),
    'leader-elect': 'false',
    'secure-port': String(controllers),
    'bind-address': '127.0.0.1',
    'cert-dir': file('controller-certificates'),
    'node-monitor-grace-period': '1h',
  })

  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL')
  })
  const stop = async () => {
    for (const child of running.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(directory, { recursive: true, force: true })
  }
  const api = apiOf(clusterFrom({ kubeconfig: file('kubeconfig') }))
  for (;;) {
    if (
      await api({ path: '/readyz' })
        .then(() => api({ path: '/api/v1/namespaces/default' }))
        .then(
          () => true,
          () => false,
        )
    )
      break
    if (apiServer.exitCode !== null) {
      const log = readFileSync(file('kube-apiserver.log'), 'utf8').slice(-2000)
      await stop()
      throw new Error(`the API server ended:\n${log}`)
    }
    await sleep(200)
  }
  return { kubeconfig: file('kubeconfig'), api, stop }
}

function kubeconfigFor(port: number): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      { name: 'test', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
  })
}
