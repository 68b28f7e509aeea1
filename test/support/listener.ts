/** A server on loopback that counts who connects, over TCP and UDP, and answers nobody. */
import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

export interface Listener {
  readonly port: number
  readonly connections: () => number
  readonly close: () => Promise<void>
}

export async function startListener(): Promise<Listener> {
  let connections = 0
  const tcp = createServer((socket) => {
    connections++
    socket.destroy()
  })
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  const { port } = tcp.address() as AddressInfo
  const udp = createSocket('udp4', () => {
    connections++
  })
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve))
  return {
    port,
    connections: () => connections,
    close: async () => {
      await new Promise<void>((resolve) => udp.close(resolve))
      await new Promise((resolve) => tcp.close(resolve))
    },
  }
}
