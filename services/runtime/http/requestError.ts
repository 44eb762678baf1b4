/** What the client must change: answered as `{"error": message}` with `status`. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const badRequest = (message: string) => new RequestError(400, message)

export const tooManyRows = (where: string, rows: number, most: number) =>
  new RequestError(
    413,
    `${where}: ${rows} rows are more than the ${most} that one request may have; send several`,
  )
