/** What a person types to build a stack. */
export function upCommand(stack: string): string {
  return stack === 'loc' ? 'npm run up' : `npm run up -- --stack ${stack}`
}
