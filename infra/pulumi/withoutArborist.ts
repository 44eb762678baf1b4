import { createRequire } from 'node:module'

/**
 * Spares the loading of npm's resolver of dependencies, 48 files, with the SDK: it is there for functions that a program
 * turns into resources, of which ours makes none. To be called before the SDK is loaded.
 */
export function withoutArborist(): void {
  const sdk = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'))
  const path = sdk.resolve('@npmcli/arborist')
  sdk.cache[path] ??= { id: path, filename: path, loaded: true, exports: {} } as NodeJS.Module
}
