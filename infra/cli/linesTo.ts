import { Writable } from 'node:stream'

/** Takes text in pieces and gives its lines. */
export function linesTo(print: (line: string) => void): Writable {
  let rest = ''
  const decoder = new TextDecoder()
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n')
      rest = lines.pop()!
      for (const line of lines) print(line)
      done()
    },
    final(done) {
      if (rest !== '') print(rest)
      done()
    },
  })
}
