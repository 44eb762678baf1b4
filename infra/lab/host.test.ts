import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireDisk } from './disk.ts'
import { requireOnlyKubernetes } from './host.ts'

test('a disk with too little room is named, with what it has and what is needed', () => {
  requireDisk('/tmp', 0, 'for nothing')
  expect(() => requireDisk('/tmp', 2 ** 40, 'to run the lab')).toThrow(
    /^Disk nearly full: \/tmp has [0-9.]+ GiB free and 1099511627776 GiB are needed to run the lab\. Free some space/,
  )
})

test.runIf(process.getuid?.() === 0)('anyone but root is told that root is needed', () => {
  const code = `const { requireRoot } = await import(${JSON.stringify(join(import.meta.dirname, 'host.ts'))})
    process.setuid(65534)
    requireRoot('Starting the lab')`
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  expect(ended.status).toBe(1)
  expect(ended.stderr).toContain('Starting the lab needs root: run it as root, or with sudo -E')
})

test('another Kubernetes on this machine is named', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-host-'))
  copyFileSync(realpathSync('/bin/sleep'), join(directory, 'kubelet'))
  const kubelet = spawn(join(directory, 'kubelet'), ['60'])
  await once(kubelet, 'spawn')
  try {
    expect(requireOnlyKubernetes).toThrow(
      /^Another Kubernetes runs on this machine \(kube[a-z-]+, process \d+\)/,
    )
  } finally {
    kubelet.kill('SIGKILL')
    rmSync(directory, { recursive: true })
  }
})
