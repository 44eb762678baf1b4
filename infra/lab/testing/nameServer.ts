import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const header = 12
const typeA = 1
const noSuchName = 3

/**
 * Answers every question for IPv4 addresses with those of `addresses`, on port 53 of a loopback address, as a cluster's
 * name service answers for a headless Service (RFC 1035).
 */
export async function nameServer(
  address: string,
  addresses: () => readonly string[],
): Promise<AsyncDisposable> {
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address: from }) => {
    socket.send(answer(question, addresses()), port, from)
  })
  socket.bind(53, address)
  await once(socket, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function answer(question: Buffer, all: readonly string[]): Buffer {
  const end = question.indexOf(0, header) + 5
  const found = question.readUInt16BE(end - 4) === typeA ? all : []
  const head = Buffer.alloc(header)
  question.copy(head, 0, 0, 2)
  head.writeUInt16BE(0x8580 | (all.length === 0 ? noSuchName : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(found.length, 6)
  const records = found.map((one) =>
    Buffer.from([0xc0, header, 0, typeA, 0, 1, 0, 0, 0, 5, 0, 4, ...one.split('.').map(Number)]),
  )
  return Buffer.concat([head, question.subarray(header, end), ...records])
}
