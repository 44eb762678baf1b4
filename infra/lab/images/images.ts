import { type ImageName, imageNames } from '../../../components/images.ts'
import type { ToolName } from '../toolModules.ts'
import { ensureTools } from '../tools.ts'
import { haproxyImage } from './haproxyImage.ts'
import { type BuiltImage, buildImage, type ImageSpec } from './image.ts'
import { kafkaImage } from './kafkaImage.ts'
import { mlflowImage } from './mlflowImage.ts'
import { type ProgramImageName, programImage, programImageNames } from './programImages.ts'
import { named, pushImage } from './push.ts'
import { pypiImage } from './pypiImage.ts'
import { servicesImage } from './servicesImage.ts'

type Report = (line: string) => void

/**
 * Builds the platform's images as far as they are not in the cache, pushes what `registry` lacks, and returns the
 * full reference of each.
 * @param registry host:port of a registry without TLS on this machine, or any registry that the user's Docker
 *   configuration has credentials for
 */
export function ensureImages(
  registry: string,
  report: Report = () => {},
): Promise<Record<ImageName, string>> {
  return pushImages(imageNames, registry, report)
}

/** As `ensureImages`, for the images one names. */
export async function pushImages<Name extends ImageName>(
  names: readonly Name[],
  registry: string,
  report: Report = () => {},
): Promise<Record<Name, string>> {
  const images = await buildImages(names, report)
  const { crane } = await ensureTools(['crane'], report)
  const references = await Promise.all(
    names.map(async (name) => {
      const image = named(registry, name, images[name])
      await pushImage(crane, image, report)
      return [name, image.reference] as const
    }),
  )
  return Object.fromEntries(references) as Record<Name, string>
}

/** The named images as OCI layouts on disk, built as far as they are not in the cache. */
export async function buildImages<Name extends ImageName>(
  names: readonly Name[],
  report: Report = () => {},
): Promise<Record<Name, BuiltImage>> {
  const programs: readonly ToolName[] = (names as readonly ImageName[]).filter(isProgramImage)
  const tools = programs.length > 0 ? await ensureTools(programs, report) : undefined
  const built: Partial<Record<Name, BuiltImage>> = {}
  for (const name of names) built[name] = await buildImage(await specOf(name, tools, report), report)
  return built as Record<Name, BuiltImage>
}

function specOf(
  name: ImageName,
  tools: Record<ToolName, string> | undefined,
  report: Report,
): Promise<ImageSpec> {
  if (name === 'services') return servicesImage(report)
  if (name === 'mlflow') return Promise.resolve(mlflowImage(report))
  if (name === 'kafka') return Promise.resolve(kafkaImage(report))
  if (name === 'haproxy') return Promise.resolve(haproxyImage(report))
  if (name === 'pypi') return Promise.resolve(pypiImage(report))
  return Promise.resolve(programImage(name, tools![name], report))
}

function isProgramImage(name: ImageName): name is ProgramImageName {
  return (programImageNames as readonly string[]).includes(name)
}
