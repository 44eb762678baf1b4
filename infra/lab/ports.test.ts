import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { listeningSockets, requireFree, requireNodePortsFree } from './ports.ts'

test('a taken port is reported with the component, the address and the process that holds it', async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  try {
    await expect(requireFree('registry', [{ address: '127.0.0.1', port }])).rejects.toThrow(
      new RegExp(
        `^Port 127\\.0\\.0\\.1:${port}, which registry needs, is taken by process ${process.pid} \\(.+\\)\\. Stop it`,
      ),
    )
  } finally {
    await new Promise((done) => server.close(done))
  }
  await requireFree('registry', [{ address: '127.0.0.1', port }])
})

test('only listening sockets of the port are found in a table of /proc/net', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:138D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0100007F:138D 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0
`
  expect(listeningSockets(table, 5005)).toEqual(['111'])
  expect(listeningSockets(table, 80)).toEqual(['333'])
  expect(listeningSockets(table, 81)).toEqual([])
})

test('a node port that another program listens on, on all addresses too, is reported with its service', async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done))
  const { port } = server.address() as AddressInfo
  try {
    await expect(requireNodePortsFree({ bikes: port })).rejects.toThrow(
      `Port 127.0.0.1:${port}, which the node port of bikes needs, is taken by process ${process.pid} (`,
    )
  } finally {
    await new Promise((done) => server.close(done))
  }
  await requireNodePortsFree({ bikes: port })
})
