import type { Database } from '../contracts/databases.ts'
import type { Place } from '../contracts/place.ts'
import { examplePlace } from './place.ts'

/** A consumer's database that is taken to be there. */
export function exampleDatabase(name: string, place: Place): Database {
  const secret = { namespace: place.namespace, name: 'database-login' }
  return {
    host: 'database.elsewhere.svc',
    port: 5432,
    name,
    username: { ...secret, key: 'username' },
    password: { ...secret, key: 'password' },
    certificateAuthority: { namespace: place.namespace, name: 'database-ca', key: 'ca.crt' },
    annotations: { 'example/database': 'first' },
    server: { place: examplePlace('elsewhere'), name: 'database', labels: { app: 'database' }, port: 5432 },
    ready: place.ready,
  }
}
