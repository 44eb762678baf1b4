/** What is told to Harbor's API: one project, and one robot that pulls from it and pushes to it. */
export interface ProjectSetup {
  /** Where Harbor is, without a slash at the end. */
  readonly url: string
  readonly adminPassword: string
  readonly project: string
  /** Name of the robot within the project. */
  readonly robot: string
  readonly robotSecret: string
}

interface Project {
  readonly project_id: number
  readonly metadata: { readonly retention_id?: string }
}

interface Robot {
  readonly id: number
  readonly name: string
}

type Call = (method: string, path: string, body?: object) => Promise<Response>

const access = ['pull', 'push', 'list', 'read'].map((action) => ({ resource: 'repository', action }))
const pageSize = 100

/** Makes what is missing and puts right what differs, so that it can be done again. */
export async function setUpProject(setup: ProjectSetup): Promise<void> {
  const call = callsTo(setup)
  const project = await projectOf(setup, call)
  await retain(project, call)
  await collectGarbage(call)
  const { id } = (await robotOf(setup, project, call)) ?? (await makeRobot(setup, call))
  await call('PATCH', `/robots/${id}`, { secret: setup.robotSecret })
}

function callsTo({ url, adminPassword }: ProjectSetup): Call {
  const login = Buffer.from(`admin:${adminPassword}`).toString('base64')
  return async (method, path, body) => {
    const answer = await fetch(`${url}/api/v2.0${path}`, {
      method,
      headers: {
        authorization: `Basic ${login}`,
        'content-type': 'application/json',
        'x-is-resource-name': 'true',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch(({ message, cause }: Error) => {
      throw new Error(`${method} ${url}: ${cause instanceof Error ? cause.message : message}`)
    })
    if (!answer.ok && !(method === 'GET' && answer.status === 404))
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
}

async function projectOf({ project }: ProjectSetup, call: Call): Promise<Project> {
  const path = `/projects/${project}`
  const found = await call('GET', path)
  if (found.ok) return found.json() as Promise<Project>
  await call('POST', '/projects', { project_name: project, metadata: { public: 'false' } })
  return (await call('GET', path)).json() as Promise<Project>
}

/** Keeps what was pulled within half a year and the last twenty of each repository; a policy that is there stays. */
async function retain({ project_id, metadata }: Project, call: Call): Promise<void> {
  if (metadata.retention_id !== undefined) return
  const every = (decoration: string) => ({ kind: 'doublestar', decoration, pattern: '**' })
  const rule = (template: string, amount: number) => ({
    action: 'retain',
    template,
    params: { [template]: amount },
    tag_selectors: [{ ...every('matches'), extras: JSON.stringify({ untagged: true }) }],
    scope_selectors: { repository: [every('repoMatches')] },
  })
  await call('POST', '/retentions', {
    algorithm: 'or',
    rules: [rule('nDaysSinceLastPull', 180), rule('latestPushedK', 20)],
    trigger: { kind: 'Schedule', settings: { cron: '0 0 3 * * 0' } },
    scope: { level: 'project', ref: project_id },
  })
}

/**
 * Frees what no tag or digest names any more, after each week's retention; a schedule that is there stays. What has no tag
 * is kept: it may run by its digest.
 */
async function collectGarbage(call: Call): Promise<void> {
  const path = '/system/gc/schedule'
  const answer = await (await call('GET', path)).text()
  const { schedule } = (answer === '' ? {} : JSON.parse(answer)) as {
    readonly schedule?: { readonly type?: string }
  }
  if (schedule?.type !== undefined && schedule.type !== 'None') return
  await call('PUT', path, {
    schedule: { type: 'Custom', cron: '0 0 5 * * 0' },
    parameters: { delete_untagged: false },
  })
}

async function robotOf(
  { project, robot }: ProjectSetup,
  { project_id }: Project,
  call: Call,
): Promise<Robot | undefined> {
  const full = `${project}+${robot}`
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({
      q: `Level=project,ProjectID=${project_id}`,
      page: String(page),
      page_size: String(pageSize),
    })
    const robots = ((await (await call('GET', `/robots?${query}`)).json()) ?? []) as Robot[]
    // The name begins with a prefix that an administrator may change.
    const found = robots.find(({ name }) => name.endsWith(`$${full}`) || name === full)
    if (found !== undefined || robots.length < pageSize) return found
  }
}

async function makeRobot({ project, robot }: ProjectSetup, call: Call): Promise<Robot> {
  const made = await call('POST', '/robots', {
    name: robot,
    level: 'project',
    duration: -1,
    permissions: [{ kind: 'project', namespace: project, access }],
  })
  return made.json() as Promise<Robot>
}

if (import.meta.main) {
  const { HARBOR_URL, HARBOR_ADMIN_PASSWORD, PROJECT, ROBOT, ROBOT_SECRET } = process.env
  await setUpProject({
    url: HARBOR_URL!,
    adminPassword: HARBOR_ADMIN_PASSWORD!,
    project: PROJECT!,
    robot: ROBOT!,
    robotSecret: ROBOT_SECRET!,
  })
}
