import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Component, components } from './components.ts'
import type { NamedImage } from './images/push.ts'
import { ensureNetwork, type Network } from './network.ts'
import { paths } from './paths.ts'
import { ensurePki } from './pki.ts'
import type { Plan } from './plan.ts'
import { registryAddress, settingsFile, writeSettings } from './settings.ts'
import type { ToolName } from './tools.ts'

/** The lab's files, as they must be, and a plan that bears their hash. */
export async function preparePlan(
  built: Record<ToolName, string>,
  pause: NamedImage,
): Promise<{ network: Network; plan: Plan }> {
  const { home, lab, logs, run, volumes } = paths()
  mkdirSync(home, { recursive: true, mode: 0o700 })
  mkdirSync(run, { recursive: true, mode: 0o700 })
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  mkdirSync(join(lab, 'etcd'), { recursive: true, mode: 0o700 })
  mkdirSync(volumes, { recursive: true, mode: 0o711 })
  const network = await ensureNetwork()
  await ensurePki(network)
  writeSettings(network, pause.reference)
  const env = {
    PATH: `${dirname(built.containerd)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: '/root',
    OTEL_TRACES_EXPORTER: 'none',
  }
  const list = components(network, built)
  return { network, plan: { home, version: versionOf(list, env), env, logs, components: list } }
}

function versionOf(list: readonly Component[], env: object): string {
  const directories = [
    settingsFile('.'),
    settingsFile('cni'),
    settingsFile(`registry-hosts/${registryAddress}`),
  ]
  const files = [
    ...directories.flatMap(filesOf),
    ...filesOf(paths().pki).filter((file) => file.endsWith('.crt') || file.endsWith('.pub')),
  ]
  const hash = createHash('sha256').update(JSON.stringify([list, env]))
  for (const file of files.sort()) hash.update(file).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(directory, entry.name))
}
