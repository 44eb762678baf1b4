import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import type { Network } from './network.ts'
import { paths } from './paths.ts'

/** A certificate signed by one of the lab's two authorities. */
interface Leaf {
  readonly authority: 'cluster' | 'etcd'
  readonly use: 'clientAuth' | 'serverAuth'
  readonly commonName: string
  readonly organization?: string
  readonly names?: readonly string[]
}

export const nodeName = 'atoll'

const dayMs = 24 * 60 * 60 * 1000
const lifetimeDays = { authority: 3650, leaf: 365 }
const renewBeforeDays = { authority: 400, leaf: 30 }

function leaves(network: Network): Record<string, Leaf> {
  const kubernetes = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ]
  const first = network.services.replace(/\.0\/.*/, '.1')
  const client = (commonName: string, organization?: string): Leaf => ({
    authority: 'cluster',
    use: 'clientAuth',
    commonName,
    ...(organization === undefined ? {} : { organization }),
  })
  const server = (commonName: string, names: readonly string[]): Leaf => ({
    authority: 'cluster',
    use: 'serverAuth',
    commonName,
    names,
  })
  return {
    'etcd-server': {
      authority: 'etcd',
      use: 'serverAuth',
      commonName: 'etcd',
      names: ['localhost', '127.0.0.1'],
    },
    'etcd-client': { authority: 'etcd', use: 'clientAuth', commonName: 'kube-apiserver' },
    'api-server': server('kube-apiserver', [...kubernetes, 'localhost', '127.0.0.1', network.node, first]),
    kubelet: server(nodeName, [nodeName, 'localhost', '127.0.0.1', network.node]),
    loopback: server('localhost', ['localhost', '127.0.0.1']),
    'kubelet-client': client('kube-apiserver-kubelet-client', 'system:masters'),
    admin: client('atoll-admin', 'system:masters'),
    node: client(`system:node:${nodeName}`, 'system:nodes'),
    'controller-manager': client('system:kube-controller-manager'),
    scheduler: client('system:kube-scheduler'),
    proxy: client('system:kube-proxy'),
    dns: client('atoll:dns'),
    provisioner: client('atoll:provisioner'),
  }
}

/**
 * Makes what is missing of keys and certificates, and renews what ends soon. All files are for root alone.
 * @returns whether anything was made, so that programs that hold the old files must start anew.
 */
export async function ensurePki(network: Network): Promise<boolean> {
  const directory = paths().pki
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700)
  let changed = secrets(directory)
  for (const authority of ['cluster-ca', 'etcd-ca']) {
    if (isGood(directory, authority, authority, renewBeforeDays.authority)) continue
    await makeAuthority(directory, authority)
    changed = true
  }
  const due = Object.entries(leaves(network)).filter(
    ([name, leaf]) => !isGood(directory, name, `${leaf.authority}-ca`, renewBeforeDays.leaf),
  )
  await Promise.all(due.map(([name, leaf]) => makeLeaf(directory, name, leaf)))
  return changed || due.length > 0
}

function secrets(directory: string): boolean {
  if (existsSync(join(directory, 'service-account.pub')) && existsSync(join(directory, 'encryption.yaml')))
    return false
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const key = randomBytes(32).toString('base64')
  const encryption = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      { resources: ['secrets'], providers: [{ secretbox: { keys: [{ name: 'first', secret: key }] } }] },
    ],
  }
  writeFileSync(join(directory, 'service-account.key'), privateKey, { mode: 0o600 })
  writeFileSync(join(directory, 'encryption.yaml'), JSON.stringify(encryption), { mode: 0o600 })
  writeFileSync(join(directory, 'service-account.pub'), publicKey, { mode: 0o600 })
  return true
}

/** Whether a certificate is there with its key, is signed by the authority that is there now, and lasts so many days. */
function isGood(directory: string, name: string, authority: string, days: number): boolean {
  const read = (file: string): Buffer => readFileSync(join(directory, file))
  try {
    const certificate = new X509Certificate(read(`${name}.crt`))
    const signer = new X509Certificate(read(`${authority}.crt`))
    return (
      certificate.validToDate.getTime() - Date.now() > days * dayMs &&
      certificate.checkPrivateKey(createPrivateKey(read(`${name}.key`))) &&
      certificate.verify(signer.publicKey)
    )
  } catch {
    return false
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

async function makeAuthority(directory: string, name: string): Promise<void> {
  await sign(directory, name, lifetimeDays.authority, [
    ...['-subj', `/CN=atoll-${name}`],
    ...['-addext', 'basicConstraints=critical,CA:TRUE'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ])
}

async function makeLeaf(directory: string, name: string, leaf: Leaf): Promise<void> {
  const authority = join(directory, `${leaf.authority}-ca`)
  const organization = leaf.organization ? `/O=${leaf.organization}` : ''
  const names = leaf.names?.map((one) => (/^[0-9.]+$/.test(one) ? `IP:${one}` : `DNS:${one}`))
  await sign(directory, name, lifetimeDays.leaf, [
    ...['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`],
    ...['-subj', `${organization}/CN=${leaf.commonName}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-addext', 'keyUsage=critical,digitalSignature'],
    ...['-addext', `extendedKeyUsage=${leaf.use}`],
    ...(names ? ['-addext', `subjectAltName=${names.join(',')}`] : []),
  ])
}

async function sign(directory: string, name: string, days: number, args: readonly string[]): Promise<void> {
  const [key, certificate] = [join(directory, `${name}.key`), join(directory, `${name}.crt`)]
  const files = ['-keyout', `${key}.new`, '-out', `${certificate}.new`]
  const config = ['-config', join(import.meta.dirname, 'openssl.cnf')]
  await command('openssl', ['req', '-x509', ...config, ...newKey, '-days', String(days), ...files, ...args])
  chmodSync(`${key}.new`, 0o600)
  chmodSync(`${certificate}.new`, 0o600)
  renameSync(`${key}.new`, key)
  renameSync(`${certificate}.new`, certificate)
}
