import { DataError, type DataFault } from './errors.ts'

/** @throws DataError if the bytes are too many, or no UTF-8; then it names the first line that is none */
export function decodeText(file: Uint8Array, maximumBytes: number): string {
  if (file.length > maximumBytes) {
    throw new DataError(`the file has ${file.length} bytes; at most ${maximumBytes} are read`)
  }
  if ((file[0] === 0xff && file[1] === 0xfe) || (file[0] === 0xfe && file[1] === 0xff)) {
    throw new DataError('the file is UTF-16; save it as UTF-8')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    throw new DataError('the file mixes encodings or is not text; save it as UTF-8', [firstBadLine(file)])
  }
}

function firstBadLine(file: Uint8Array): DataFault {
  const strict = new TextDecoder('utf-8', { fatal: true })
  for (let row = 1, start = 0; start < file.length; row++) {
    const newline = file.indexOf(10, start)
    const line = file.subarray(start, newline === -1 ? file.length : newline)
    try {
      strict.decode(line)
    } catch {
      return { row, value: new TextDecoder().decode(line.subarray(0, 80)), problem: 'is not UTF-8' }
    }
    start += line.length + 1
  }
  return { problem: 'is not UTF-8' }
}
