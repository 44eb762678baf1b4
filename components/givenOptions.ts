import type { CustomResourceOptions } from '@pulumi/pulumi'

/**
 * The options of a resource as it was given them, for a transform to send back. The SDK hands a transform
 * `deleteBeforeReplace: false` where nothing was said; sent back, it would keep the provider from deleting an object first
 * whose name must stay, and no field that cannot be changed could ever be.
 */
export function givenOptions<Options extends CustomResourceOptions>(options: Options): Options {
  const { deleteBeforeReplace, ...others } = options
  return (deleteBeforeReplace === true ? options : others) as Options
}
