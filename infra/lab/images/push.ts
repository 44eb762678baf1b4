import { imageReference } from '../../../components/images.ts'
import { command } from '../command.ts'
import type { BuiltImage } from './image.ts'

/** An image on disk, and how nodes name it. */
export interface NamedImage extends BuiltImage {
  readonly reference: string
}

export function named(registry: string, name: string, image: BuiltImage): NamedImage {
  return { ...image, reference: imageReference(registry, name, image.digest) }
}

/** Puts an image into its registry, unless it is there. */
export async function pushImage(
  crane: string,
  { layout, reference }: NamedImage,
  report: (line: string) => void,
): Promise<void> {
  if (await isThere(crane, reference)) return
  report(`pushing image ${reference.replace(/.*\/(.*)@.*/, '$1')}`)
  await command(crane, ['push', layout, tagged(reference)])
}

async function isThere(crane: string, reference: string): Promise<boolean> {
  return command(crane, ['manifest', reference]).then(
    () => true,
    () => false,
  )
}

/** Registries may remove what no tag names. */
function tagged(reference: string): string {
  return reference.replace(/@sha256:([0-9a-f]{16}).*/, ':$1')
}
