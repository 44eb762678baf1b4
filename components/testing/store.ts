import type { ObjectStore } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { ModelRegistry } from '../contracts/registries.ts'
import { examplePlace } from './place.ts'

/** Access to a bucket of a store that is taken to be there. */
export function exampleStore(place: Place): ObjectStore {
  const elsewhere = examplePlace('elsewhere')
  const secret = { namespace: place.namespace, name: 'object-store' }
  return {
    endpoint: 'http://store.elsewhere:9000',
    region: 'us-east-1',
    bucket: 'numbers',
    credentials: {
      accessKeyId: { ...secret, key: 'accessKeyId' },
      secretAccessKey: { ...secret, key: 'secretAccessKey' },
      file: { ...secret, key: 'file' },
      annotations: { 'example/key': 'first' },
      written: elsewhere.ready,
    },
    server: { place: elsewhere, name: 'store', labels: { app: 'store' }, port: 9000 },
    address: { namespace: 'elsewhere', service: 'store', port: 9000 },
    ready: elsewhere.ready,
  }
}

/** A model registry that is taken to be there. */
export function exampleRegistry(): ModelRegistry {
  return {
    trackingUri: 'http://registry.models:5000',
    server: { place: examplePlace('models'), name: 'registry', labels: { app: 'registry' }, port: 5000 },
    address: { namespace: 'models', service: 'registry', port: 5000 },
  }
}
