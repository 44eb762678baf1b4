import { setTimeout as sleep } from 'node:timers/promises'
import { ask, isHealthy } from './health.ts'
import { apiUrl } from './kubeconfig.ts'
import type { Network } from './network.ts'
import { ownProcesses } from './ownLab.ts'
import { nodeName } from './pki.ts'
import { type Plan, supervisor } from './plan.ts'

const readyWithinMs = 180_000

function isComplete(plan: Plan): boolean {
  const current = new Set(
    ownProcesses()
      .filter((one) => one.version === plan.version)
      .map((one) => one.component),
  )
  return [supervisor, ...plan.components.map((one) => one.name)].every((name) => current.has(name))
}

/** Whether every program of a plan runs as it says and works, and the node takes pods. */
export async function isReady(plan: Plan, network: Network): Promise<boolean> {
  if (!isComplete(plan)) return false
  const healthy = await Promise.all(plan.components.map((one) => isHealthy(one.probe)))
  return !healthy.includes(false) && (await nodeIsReady(network))
}

async function nodeIsReady(network: Network): Promise<boolean> {
  const answer = await ask(`${apiUrl(network)}/api/v1/nodes/${nodeName}`).catch(() => undefined)
  if (answer?.status !== 200) return false
  const node = JSON.parse(answer.body) as { status: { conditions?: { type: string; status: string }[] } }
  return node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

export function isUp(plan: Plan, name: string): Promise<boolean> {
  return isHealthy(plan.components.find((one) => one.name === name)!.probe)
}

/** @throws Error that names the programs which did not come to work, and where their logs are */
export async function waitUntil(
  plan: Plan,
  done: () => Promise<boolean>,
  what: string,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + readyWithinMs
  let said = ''
  while (!(await done())) {
    const healthy = await Promise.all(plan.components.map((one) => isHealthy(one.probe)))
    const missing = plan.components.filter((_, index) => !healthy[index]).map((one) => one.name)
    if (Date.now() > deadline) {
      const which = missing.join(', ') || 'the node'
      throw new Error(
        `The lab waited ${readyWithinMs / 1000} s for ${what}; not working: ${which}. Their logs are in ${plan.logs}`,
      )
    }
    const line = `waiting for ${missing.join(', ') || `node ${nodeName}`}`
    if (line !== said) report(line)
    said = line
    await sleep(100, undefined, signal && { signal })
  }
}
