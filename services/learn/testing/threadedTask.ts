/** What threads run in the tests of threads: adds what is shared, fails if told to, waits if told to. */
export default (shared: { readonly add: Float64Array }) =>
  async ({ value, fails, waits }: { value: number; fails?: boolean; waits?: boolean }): Promise<number> => {
    if (fails === true) throw new TypeError(`no ${value}`)
    if (waits === true) await new Promise((done) => setTimeout(done, 60_000))
    return value + shared.add[0]
  }
