import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ProjectSetup, setUpProject } from './harborProject.ts'

/** As much of Harbor's API as is used, with what it holds. */
interface Registry {
  readonly projects: Map<string, { project_id: number; metadata: Record<string, string> }>
  readonly robots: { id: number; name: string; level: string; project: string; secret: string }[]
  readonly retentions: { scope: { ref: number } }[]
  garbage: { schedule: { type: string; cron: string }; parameters?: object } | undefined
}

let server: Server
let harbor: Registry
let setup: ProjectSetup

beforeEach(async () => {
  harbor = { projects: new Map(), robots: [], retentions: [], garbage: undefined }
  server = createServer(async (request, answer) => {
    let body = ''
    for await (const part of request) body += part
    const [status, content] =
      request.headers.authorization === `Basic ${Buffer.from('admin:let me in').toString('base64')}`
        ? handle(request.method!, new URL(request.url!, 'http://harbor'), body && JSON.parse(body))
        : [401, { errors: [{ code: 'UNAUTHORIZED' }] }]
    answer.writeHead(status).end(JSON.stringify(content))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  setup = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    adminPassword: 'let me in',
    project: 'services',
    robot: 'prod-gitlab',
    robotSecret: 'Secret1',
  }
})

afterEach(() => server.close())

// biome-ignore lint/suspicious/noExplicitAny: what a client sends
function handle(method: string, url: URL, body: any): [number, unknown] {
  const path = url.pathname.replace('/api/v2.0', '')
  const project = harbor.projects.get(path.replace('/projects/', ''))
  if (method === 'GET' && path.startsWith('/projects/')) return project ? [200, project] : [404, {}]
  if (method === 'POST' && path === '/projects') {
    const metadata = { ...body.metadata }
    harbor.projects.set(body.project_name, { project_id: harbor.projects.size + 1, metadata })
    return [201, undefined]
  }
  if (path === '/system/gc/schedule') {
    if (method === 'PUT') harbor.garbage = body
    return [200, harbor.garbage]
  }
  if (method === 'POST' && path === '/retentions') {
    harbor.retentions.push(body)
    for (const { project_id, metadata } of harbor.projects.values())
      if (project_id === body.scope.ref) metadata.retention_id = String(harbor.retentions.length)
    return [201, undefined]
  }
  if (path === '/robots' && method === 'GET') {
    const id = Number(/^Level=project,ProjectID=(\d+)$/.exec(url.searchParams.get('q')!)?.[1])
    const page = Number(url.searchParams.get('page'))
    const size = Number(url.searchParams.get('page_size'))
    const own = harbor.robots.filter(({ project }) => harbor.projects.get(project)?.project_id === id)
    return [200, own.slice((page - 1) * size, page * size)]
  }
  if (path === '/robots' && method === 'POST') {
    const [{ namespace }] = body.permissions
    const name = `robot$${namespace}+${body.name}`
    if (harbor.robots.some((robot) => robot.name === name)) return [409, { errors: [{ code: 'CONFLICT' }] }]
    const robot = {
      id: harbor.robots.length + 1,
      name,
      level: body.level,
      project: namespace,
      secret: 'made up',
    }
    harbor.robots.push(robot)
    return [201, robot]
  }
  const robot = harbor.robots.find(({ id }) => path === `/robots/${id}`)
  if (method === 'PATCH' && robot !== undefined) {
    robot.secret = body.secret
    return [200, {}]
  }
  return [405, { errors: [{ code: 'METHOD_NOT_ALLOWED' }] }]
}

describe('a project of Harbor', () => {
  test('is made, private, with what it keeps, and with a robot whose secret is the given one', async () => {
    await setUpProject(setup)
    expect(harbor.projects.get('services')).toEqual({
      project_id: 1,
      metadata: { public: 'false', retention_id: '1' },
    })
    expect(harbor.robots).toMatchObject([
      { name: 'robot$services+prod-gitlab', level: 'project', project: 'services', secret: 'Secret1' },
    ])
  })

  test('is left as it is when it is there, and its robot gets another secret', async () => {
    await setUpProject(setup)
    await setUpProject({ ...setup, robotSecret: 'Secret2' })
    expect(harbor.projects.size).toBe(1)
    expect(harbor.retentions).toHaveLength(1)
    expect(harbor.robots).toMatchObject([{ secret: 'Secret2' }])
  })

  test('has its garbage collected each week, but nothing that is only without a tag', async () => {
    await setUpProject(setup)
    expect(harbor.garbage).toEqual({
      schedule: { type: 'Custom', cron: '0 0 5 * * 0' },
      parameters: { delete_untagged: false },
    })
  })

  test.each([
    ['Daily', '0 0 0 * * *'],
    ['None', '0 0 5 * * 0'],
  ])('leaves collections %s as they were set, and sets those that are off', async (type, cron) => {
    harbor.garbage = { schedule: { type, cron: '0 0 0 * * *' } }
    await setUpProject(setup)
    expect(harbor.garbage.schedule.cron).toBe(cron)
  })

  test('has its robot found among many', async () => {
    await setUpProject(setup)
    const [first] = harbor.robots
    const others = Array.from({ length: 150 }, (_, index) => ({
      ...first,
      id: 1000 + index,
      name: `robot$services+other-${index}`,
    }))
    harbor.robots.unshift(...others)
    await setUpProject({ ...setup, robotSecret: 'Secret2' })
    expect(harbor.robots.at(-1)).toMatchObject({ name: 'robot$services+prod-gitlab', secret: 'Secret2' })
  })

  test('has robots of its own: one of the same name in another project is another one', async () => {
    await setUpProject(setup)
    await setUpProject({ ...setup, project: 'models', robotSecret: 'Secret2' })
    expect(harbor.robots.map(({ name, secret }) => [name, secret])).toEqual([
      ['robot$services+prod-gitlab', 'Secret1'],
      ['robot$models+prod-gitlab', 'Secret2'],
    ])
  })

  test('is not made with a wrong password, and what was refused is said', async () => {
    await expect(setUpProject({ ...setup, adminPassword: 'wrong' })).rejects.toThrow(
      /^GET \/projects\/services: 401 .*UNAUTHORIZED/,
    )
  })

  test('is not made where there is no Harbor, and where it was looked for is said', async () => {
    await new Promise((done) => server.close(done))
    await expect(setUpProject(setup)).rejects.toThrow(`GET ${setup.url}: connect ECONNREFUSED`)
  })
})
