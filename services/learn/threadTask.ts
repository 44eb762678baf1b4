import { workerData } from 'piscina'
import type { PrepareTask } from './threads.ts'

const { file, shared } = workerData as { readonly file: string; readonly shared: unknown }
const module: { readonly default: PrepareTask<unknown, unknown, unknown> } = await import(file)

/** Runs a task of `withThreads` in one of its threads. */
export default module.default(shared)
