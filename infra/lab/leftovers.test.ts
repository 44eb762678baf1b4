import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { labMounts, removeUnmounted } from './leftovers.ts'

const mountinfo = `22 1 0:20 / /proc rw - proc proc rw
30 1 8:1 / /srv/atoll lab/lab/volumes rw - ext4 /dev/vda rw
31 1 0:30 / /run/atoll/containerd/netns/cni-1 rw shared:1 - nsfs nsfs rw
32 1 0:31 / /run/atoll-other/x rw - tmpfs tmpfs rw
33 1 0:32 / /srv/atoll\\040lab/lab/kubelet/pods/1 rw - tmpfs tmpfs rw
34 33 0:33 / /srv/atoll\\040lab/lab/kubelet/pods/1/deep rw - tmpfs tmpfs rw
`

test('mounts under the directories are found, the innermost first, with blanks decoded', () => {
  expect(labMounts(mountinfo, ['/run/atoll', '/srv/atoll lab/lab'])).toEqual([
    '/srv/atoll lab/lab/kubelet/pods/1/deep',
    '/srv/atoll lab/lab/kubelet/pods/1',
    '/run/atoll/containerd/netns/cni-1',
  ])
})

test('a directory with mounts in it is not removed, and the mounts are named', () => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-mounts-'))
  writeFileSync(join(directory, 'file'), '')
  expect(() => removeUnmounted(directory, [`${directory}/a`, `${directory}/b`])).toThrow(
    `still mounted in it: ${directory}/a, ${directory}/b.`,
  )
  expect(existsSync(join(directory, 'file'))).toBe(true)
  removeUnmounted(directory)
  expect(existsSync(directory)).toBe(false)
})
