import { copyFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Component } from './components.ts'
import { isHealthy } from './health.ts'
import { tryLock } from './lock.ts'
import { type Plan, readPlan, supervisorLock } from './plan.ts'
import { isSame, type LabProcess, labProcesses, startDetached } from './processes.ts'

const pauseMs = 300
const longestDelayMs = 10_000
const steadyMs = 30_000
const largestLog = 10 * 2 ** 20

interface Watched {
  process?: LabProcess
  /** Not before this time is it started again. */
  notBefore: number
  delayMs: number
}

/** Keeps every component of a plan running, adopting those that are already there, until it is killed itself. */
async function supervise(plan: Plan): Promise<never> {
  const watched = new Map<string, Watched>()
  for (const { name } of plan.components) watched.set(name, { notBefore: 0, delayMs: 0 })
  for (let round = 0; ; round++) {
    const absent = plan.components.filter(({ name }) => !isRunning(watched.get(name)!))
    if (absent.length > 0) adopt(plan, watched)
    const dead = absent.filter(({ name }) => !watched.get(name)!.process)
    await Promise.all(dead.map((component) => startWhenReady(plan, component, watched)))
    if (round % 30 === 0) for (const { name } of plan.components) boundLog(logFile(plan, name))
    await sleep(pauseMs)
  }
}

function isRunning(one: Watched): boolean {
  if (one.process && isSame(one.process)) return true
  delete one.process
  return false
}

function adopt(plan: Plan, watched: Map<string, Watched>): void {
  for (const found of labProcesses().filter((one) => one.home === plan.home)) {
    const one = watched.get(found.component)
    if (one && !one.process) one.process = found
  }
}

async function startWhenReady(
  plan: Plan,
  component: Component,
  watched: Map<string, Watched>,
): Promise<void> {
  const own = watched.get(component.name)!
  if (Date.now() < own.notBefore) return
  const needed = plan.components.filter(({ name }) => component.after.includes(name))
  const ready = await Promise.all(
    needed.map(({ name, probe }) => watched.get(name)?.process !== undefined && isHealthy(probe)),
  )
  if (ready.includes(false)) return
  const wasSteady = Date.now() - own.notBefore > steadyMs
  own.delayMs = wasSteady ? 0 : Math.min(longestDelayMs, own.delayMs * 2 + 250)
  own.notBefore = Date.now() + own.delayMs
  say(start(plan, component))
}

/** What cannot be started, as on a full disk or without its program, is tried again, and holds up no other. */
function start(plan: Plan, component: Component): string {
  try {
    const pid = startDetached({
      component: component.name,
      home: plan.home,
      version: plan.version,
      program: component.program,
      args: component.args,
      env: plan.env,
      log: logFile(plan, component.name),
    })
    return `started ${component.name} as process ${pid}`
  } catch (error) {
    return `${component.name} cannot be started: ${(error as Error).message}`
  }
}

function say(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`)
}

function logFile(plan: Plan, component: string): string {
  return join(plan.logs, `${component}.log`)
}

/** Keeps the last full log beside the current one. Writers append, so that cutting the file is safe. */
function boundLog(file: string): void {
  try {
    if (statSync(file).size < largestLog) return
    copyFileSync(file, `${file}.1`)
    truncateSync(file)
  } catch {}
}

// A log that cannot be written ends nothing.
process.stdout.on('error', () => {})

const [file] = process.argv.slice(2)
if (!file) throw new Error('The supervisor takes the file of its plan')
if (await tryLock(supervisorLock)) await supervise(readPlan(file))
