/** What this folder uses of WebAssembly's interface; TypeScript declares it for browsers only. */
declare namespace WebAssembly {
  class Memory {
    grow(pages: number): number
    constructor(descriptor: { initial: number })
    readonly buffer: ArrayBuffer
  }
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory>>)
    readonly exports: Record<string, unknown>
  }
}
