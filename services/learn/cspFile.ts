import type { CspModel } from './csp.ts'
import { finiteArrayOf, type ModelContent, ModelError } from './modelFile.ts'

/** The content of a model file, for a workload that adds its own metadata and arrays. */
export function packCsp({ classes, filters, patterns, shares }: CspModel) {
  return {
    metadata: { channels: filters.columns },
    arrays: { cspClasses: classes, filters: filters.data, patterns: patterns.data, shares },
  }
}

/** @throws ModelError if the content is not that of `packCsp` */
export function unpackCsp(content: ModelContent): CspModel {
  const { channels } = content.metadata
  const shares = finiteArrayOf(content, 'shares')
  if (
    typeof channels !== 'number' ||
    !Number.isSafeInteger(channels) ||
    channels < 1 ||
    shares.length === 0
  ) {
    throw new ModelError(
      `model file of kind ${content.kind} has ${shares.length} components of ${channels} channels, expected at least one of each`,
    )
  }
  const matrixOf = (name: string) => ({
    data: finiteArrayOf(content, name, shares.length * channels),
    rows: shares.length,
    columns: channels,
  })
  return {
    classes: finiteArrayOf(content, 'cspClasses'),
    filters: matrixOf('filters'),
    patterns: matrixOf('patterns'),
    shares,
  }
}
