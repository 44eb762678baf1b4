import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where things lie on this machine. All are absolute. */
export interface Paths {
  /** Everything that can be built again, keyed by content. */
  readonly cache: string
  /** State that must survive. */
  readonly home: string
  /** Sockets, network namespaces and other things that a reboot may take. */
  readonly run: string
  readonly tools: string
  readonly lab: string
  readonly pki: string
  readonly logs: string
  readonly volumes: string
  /** The administrator's way into the lab. */
  readonly kubeconfig: string
}

export function paths(env: NodeJS.ProcessEnv = process.env): Paths {
  const cache = placed('ATOLL_CACHE', env.ATOLL_CACHE || join(homedir(), '.cache/atoll'))
  const home = placed('ATOLL_HOME', env.ATOLL_HOME || join(homedir(), '.local/share/atoll'))
  const lab = join(home, 'lab')
  return {
    cache,
    home,
    run: '/run/atoll',
    tools: join(cache, 'tools'),
    lab,
    pki: join(lab, 'pki'),
    logs: join(lab, 'logs'),
    volumes: join(lab, 'volumes'),
    kubeconfig: join(lab, 'kubeconfig'),
  }
}

/** Node does not come back from making directories below `/proc`, where there can be none. */
function placed(variable: string, path: string): string {
  const absolute = resolve(path)
  if (/^\/(proc|sys)(\/|$)/.test(absolute))
    throw new Error(`${variable} is ${absolute}, where no file can be kept; name a directory on a disk`)
  return absolute
}
