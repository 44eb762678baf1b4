import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  /** Called with each line of the error stream as it comes. */
  readonly onLine?: (line: string) => void
}

/** Runs a program to its end and returns its standard output; a failure shows the end of what it said. */
export function command(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    let partial = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4000)
      const lines = (partial + text).split('\n')
      partial = lines.pop()!
      for (const line of lines) options.onLine?.(line)
    })
    child.on('error', (error) => fail(new Error(`${program} cannot be run: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) return done(output)
      const said = (errors.trim() || output.trim()).slice(-2000)
      fail(new Error(`${[program, ...args].join(' ').slice(0, 200)} ended with ${code ?? signal}:\n${said}`))
    })
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}
