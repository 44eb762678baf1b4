import { basename, dirname } from 'node:path'
import { addFile } from './images/files.ts'
import { buildImage } from './images/image.ts'
import { type NamedImage, named } from './images/push.ts'
import { registryAddress } from './settings.ts'
import type { ToolName } from './tools.ts'

/** The image that holds each pod's namespaces. */
export async function pauseImage(
  tools: Record<ToolName, string>,
  report: (line: string) => void,
): Promise<NamedImage> {
  const layer = {
    name: 'pause',
    key: basename(dirname(tools.pause)),
    fill: (root: string) => addFile(root, 'pause', tools.pause),
  }
  const config = { entrypoint: ['/pause'] }
  return named(registryAddress, 'pause', await buildImage({ name: 'pause', layers: [layer], config }, report))
}
