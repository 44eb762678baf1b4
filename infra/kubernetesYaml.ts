import {
  binaryTag,
  boolYaml11Tag,
  FAILSAFE_SCHEMA,
  floatCoreTag,
  floatYaml11Tag,
  intCoreTag,
  intYaml11Tag,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
  type ScalarTagDefinition,
} from 'js-yaml'

/** YAML 1.1 as Kubernetes and Helm read it: `yes` is true and `0644` is octal, but `12:30` and a date are texts. */
const schema = FAILSAFE_SCHEMA.withTags(
  nullYaml11Tag,
  boolYaml11Tag,
  eitherOf(intYaml11Tag, intCoreTag),
  eitherOf(floatYaml11Tag, floatCoreTag),
  mergeTag,
  binaryTag,
)

/** Numbers as 1.1 writes them (`0644`, `1_000`) or as 1.2 does (`1e3`, `0o17`), without those to the base of 60. */
function eitherOf(first: ScalarTagDefinition, second: ScalarTagDefinition): ScalarTagDefinition {
  return {
    ...first,
    resolve(source, ...rest) {
      if (source.includes(':')) return NOT_RESOLVED
      const value = first.resolve(source, ...rest)
      return value === NOT_RESOLVED ? second.resolve(source, ...rest) : value
    },
  }
}

/**
 * The documents of a text, those that are empty left out.
 * @throws YAMLException with the line
 */
export function kubernetesYaml(text: string): unknown[] {
  return loadAll(text, { schema }).filter((document) => document !== null && document !== undefined)
}
