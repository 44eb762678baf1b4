import { createPrivateKey, X509Certificate } from 'node:crypto'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { networkOf } from './network.ts'
import { paths } from './paths.ts'
import { ensurePki } from './pki.ts'

const home = mkdtempSync(join(tmpdir(), 'atoll-pki-'))
const day = 24 * 60 * 60 * 1000

beforeAll(async () => {
  vi.stubEnv('ATOLL_HOME', home)
  expect(await ensurePki(networkOf(90))).toBe(true)
})

afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

const certificate = (name: string): X509Certificate =>
  new X509Certificate(readFileSync(join(paths().pki, `${name}.crt`)))

test('each certificate is signed by its authority and by no other', () => {
  const cluster = certificate('cluster-ca')
  const etcd = certificate('etcd-ca')
  for (const name of ['api-server', 'kubelet', 'admin', 'node']) {
    expect(certificate(name).verify(cluster.publicKey)).toBe(true)
    expect(certificate(name).verify(etcd.publicKey)).toBe(false)
    expect(certificate(name).ca).toBe(false)
  }
  expect(certificate('etcd-client').verify(etcd.publicKey)).toBe(true)
})

test('the API server is known by its service, its loopback address and the node', () => {
  const api = certificate('api-server')
  for (const address of ['127.0.0.1', '10.90.0.1', '10.90.128.1']) expect(api.checkIP(address)).toBe(address)
  expect(api.checkHost('kubernetes.default.svc')).toBe('kubernetes.default.svc')
  expect(certificate('node').subject).toBe('O=system:nodes\nCN=system:node:atoll')
})

test('every file is for root alone', () => {
  for (const name of readdirSync(paths().pki)) {
    expect(statSync(join(paths().pki, name)).mode & 0o777, name).toBe(0o600)
  }
  expect(statSync(paths().pki).mode & 0o777).toBe(0o700)
})

test('a renewal that was cut is finished: no certificate of an older authority, and no key of another', async () => {
  const file = (name: string): string => join(paths().pki, name)
  const old = ['admin.crt', 'admin.key'].map((name) => [file(name), readFileSync(file(name))] as const)
  rmSync(file('cluster-ca.crt'))
  expect(await ensurePki(networkOf(90))).toBe(true)
  for (const [path, bytes] of old) writeFileSync(path, bytes)
  copyFileSync(file('scheduler.key'), file('node.key'))
  expect(await ensurePki(networkOf(90))).toBe(true)
  const authority = certificate('cluster-ca').publicKey
  for (const name of ['admin', 'node']) {
    expect(certificate(name).verify(authority)).toBe(true)
    expect(certificate(name).checkPrivateKey(createPrivateKey(readFileSync(file(`${name}.key`))))).toBe(true)
  }
  expect(await ensurePki(networkOf(90))).toBe(false)
})

test('what is good is kept; what ends within a month is renewed, and its authority stays', async () => {
  const fingerprints = (): string[] => ['cluster-ca', 'admin'].map((name) => certificate(name).fingerprint256)
  const [authority, admin] = fingerprints()
  expect(await ensurePki(networkOf(90))).toBe(false)
  expect(fingerprints()).toEqual([authority, admin])
  vi.useFakeTimers({ now: Date.now() + 340 * day, toFake: ['Date'] })
  expect(await ensurePki(networkOf(90))).toBe(true)
  expect(fingerprints()[0]).toBe(authority)
  expect(fingerprints()[1]).not.toBe(admin)
})
