import type { PulumiOptions } from '../../../pulumi/stackRun.ts'
import { destroy, drift, outputs, preview, pulumi, refresh, up } from '../../../pulumi.ts'

/** Runs one operation on a stack in a process that a test can cut: `runStack.ts VERB OPTIONS [ARGUMENTS]`, as JSON. */
const [verb, options, args] = process.argv.slice(2)
const repairDrift = (options: PulumiOptions) => up({ ...options, repairDrift: true })
const verbs = { up, preview, refresh, drift, repairDrift, destroy, outputs } as const
const cancel = new AbortController()
process.on('SIGINT', () => cancel.abort())

const given: PulumiOptions = {
  ...(JSON.parse(options!) as PulumiOptions),
  report: (line) => console.log(line),
  signal: cancel.signal,
}
try {
  const result =
    verb === 'pulumi'
      ? await pulumi(JSON.parse(args!) as string[], given)
      : await verbs[verb as keyof typeof verbs](given)
  console.log(JSON.stringify({ result }))
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }))
}
