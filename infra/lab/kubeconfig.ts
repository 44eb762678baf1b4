import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { writeChanged } from './files.ts'
import type { Network } from './network.ts'
import { paths } from './paths.ts'
import { ports } from './ports.ts'

export function apiUrl(network: Network): string {
  return `https://${network.node}:${ports.bridge.apiServer}`
}

/** Writes a kubeconfig with its keys inside, for the client whose certificate has that name. */
export function writeKubeconfig(file: string, client: string, network: Network): void {
  const encoded = (name: string): string => readFileSync(join(paths().pki, name)).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'atoll',
    clusters: [
      {
        name: 'atoll',
        cluster: { server: apiUrl(network), 'certificate-authority-data': encoded('cluster-ca.crt') },
      },
    ],
    users: [
      {
        name: client,
        user: {
          'client-certificate-data': encoded(`${client}.crt`),
          'client-key-data': encoded(`${client}.key`),
        },
      },
    ],
    contexts: [{ name: 'atoll', context: { cluster: 'atoll', user: client } }],
  }
  writeChanged(file, stringify(config))
}
