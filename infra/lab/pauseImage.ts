import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { command } from './command.ts'
import { registryAddress } from './settings.ts'
import type { ToolName } from './tools.ts'

/** The image that holds each pod's namespaces, named after what it was built from. */
export function pauseImage(tools: Record<ToolName, string>): string {
  return `${registryAddress}/atoll/pause:${basename(dirname(tools.pause)).replace('pause-', '')}`
}

/** Puts the image into the lab's registry unless it is there. */
export async function pushPauseImage(tools: Record<ToolName, string>): Promise<void> {
  const image = pauseImage(tools)
  const present = await command(tools.crane, ['digest', image]).catch(() => undefined)
  if (present) return
  const scratch = mkdtempSync(join(tmpdir(), 'atoll-pause-'))
  try {
    const layer = join(scratch, 'layer.tar')
    copyFileSync(tools.pause, join(scratch, 'pause'))
    const plain = ['--owner=0', '--group=0', '--mode=0555', '--mtime=@0']
    await command('tar', ['-C', scratch, ...plain, '-cf', layer, 'pause'])
    await command(tools.crane, ['append', '--oci-empty-base', '-f', layer, '-t', `${image}-layer`])
    const platform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`
    const settings = ['--entrypoint', '/pause', '--user', '65535:65535', '--set-platform', platform]
    await command(tools.crane, ['mutate', ...settings, '-t', image, `${image}-layer`])
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
