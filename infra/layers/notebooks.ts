import type { Gateway, Mesh } from '../../components/contracts/mesh.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import type { ModelRegistry, PackageIndex } from '../../components/contracts/registries.ts'
import { Notebook } from '../../components/ml/notebook.ts'
import { NotebookController } from '../../components/ml/notebookController.ts'
import { podOf } from '../podsOfSystem.ts'
import { notebookOf } from '../users.ts'
import { ifOn, needed, type Stack } from './stack.ts'

interface Systems {
  /** Before the buckets of workloads are made: who reads one is written down with it. */
  readonly objects: ObjectStores | undefined
  readonly registry: ModelRegistry | undefined
  readonly packages: PackageIndex | undefined
  /** Where there is one, notebooks are in it, and its gateway leads to them. */
  readonly mesh: (Mesh & Gateway) | undefined
}

export function notebooks(stack: Stack, { objects, registry, packages, mesh }: Systems) {
  const { config, places, apiServers } = stack
  return ifOn(stack, 'kubeflow-notebooks', (place) => {
    const controller = new NotebookController({ place, apiServers })
    for (const user of config.users) {
      const name = notebookOf(user)
      const own = mesh?.join(places[name]) ?? places[name]
      const { server, address } = new Notebook({
        ...user,
        name,
        place: own,
        controller,
        store: needed(objects, 'object stores').bucket(name, own, { reads: user.reads }),
        registry: needed(registry, 'model registry'),
        packages,
        storageClass: config.storageClass,
        quota: mesh === undefined ? user : podOf(user, config.sizes.proxy),
      })
      mesh?.expose(server, address, name)
    }
    return controller
  })
}
