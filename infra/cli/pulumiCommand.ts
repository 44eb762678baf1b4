import { interactive } from '../pulumi.ts'
import { exitCode, Failure } from './failure.ts'
import { findTarget } from './target.ts'

const writesConfiguration = /^(set|set-all|rm|rm-all|cp|refresh|env)$/

/** Runs the Pulumi CLI on a stack in this terminal, and gives its exit code. */
export async function pulumiCommand(args: readonly string[], stack: string): Promise<number> {
  if (args[0] === 'config' && writesConfiguration.test(args[1] ?? ''))
    throw new Failure(
      `the configuration of stack ${stack} is stacks/Pulumi.${stack}.yaml: edit it there`,
      exitCode.usage,
    )
  const report = (line: string) => process.stderr.write(`${line}\n`)
  return interactive(args, { stack, kubeconfig: findTarget().kubeconfig, report })
}
