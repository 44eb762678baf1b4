import { lstatSync, mkdirSync, readlinkSync, rmdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { paths } from './paths.ts'

/** Where agents of a node read the logs of its pods, on any Kubernetes. */
const usual = '/var/log/pods'

/** Where this lab keeps them. */
export function podLogs(): string {
  return join(paths().lab, 'pod-logs')
}

/**
 * Leads from the usual directory to the lab's.
 * @throws if there are logs of another Kubernetes
 */
export function linkPodLogs(link = usual): void {
  mkdirSync(podLogs(), { recursive: true })
  if (linkTarget(link) !== undefined) rmSync(link)
  else removeEmpty(link)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(podLogs(), link)
}

/** Takes the link to this lab's logs away, and nothing else. */
export function unlinkPodLogs(link = usual): void {
  if (linkTarget(link) === podLogs()) rmSync(link)
}

function linkTarget(link: string): string | undefined {
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined
  return readlinkSync(link)
}

function removeEmpty(directory: string): void {
  if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) return
  try {
    rmdirSync(directory)
  } catch {
    throw new Error(
      `${directory} holds logs of another Kubernetes, where the lab's would be found. If it is gone, remove them; then run this again`,
    )
  }
}
