import type { PublishedData } from '../runtime/workload/publishedData.ts'
import { type SchoolApart, schoolsApart } from './schoolApart.ts'

const schoolApart = schoolsApart()

/** The school's database behind an API of its named queries and analyses. What needs DuckDB is loaded when it is used. */
export const school: PublishedData<SchoolApart> = {
  name: 'school',
  title: 'Queries of a school',
  summary:
    'Named queries and analyses of the published school: `?format=csv` or `accept: text/csv` answers CSV, anything else JSON. Personal fields are tokens, sealed, or left out.',
  publishCommand: 'students publish --data DIRECTORY',
  example: '/queries/popular_books?top=3',
  async check(directory) {
    return (await import('./publishableFiles.ts')).publishableFiles(directory)
  },
  async generate(seed, directory) {
    const [{ addKey }, { etl }, { generateSchool }] = await Promise.all([
      import('./keyRing.ts'),
      import('./etl.ts'),
      import('./generate.ts'),
    ])
    await etl({ source: generateSchool({ students: 300, seed }).batches, out: directory, ring: addKey() })
  },
  async open(directory) {
    const opened = schoolApart(directory)
    try {
      const { status, body } = await opened.ask(
        { kind: 'queries', name: 'popular_books', parameters: { top: '3' }, format: 'json' },
        { isFirst: true },
      )
      if (status !== 200) throw new Error(Buffer.from(body).toString())
      return opened
    } catch (error) {
      await opened.close()
      throw error
    }
  },
  routes(server, current) {
    server.register(async (routes) => {
      const { queriesRoutes } = await import('./queriesRoutes.ts')
      queriesRoutes(routes, (question, reply) => {
        const leaving = new AbortController()
        reply.raw.once('close', () => leaving.abort())
        return current(reply).ask(question, leaving)
      })
    })
  },
  maximumBytes: 128 * 2 ** 20,
  replicas: 2,
  resources: {
    requests: { cpu: '20m', memory: '192Mi' },
    limits: { memory: '256Mi' },
  },
  disk: '512Mi',
}
