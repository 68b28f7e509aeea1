/** Bad clients of the socket: frames of every bad kind, cut anywhere, from clients that leave in every way. */
import { connect } from 'node:net'
import { encodeFrame } from '../../shared/socket-contract.ts'

export type Random = (below: number) => number

/** Small, fast, and the same sequence each run: a failure can be run again. */
export function createRandom(seed: number): Random {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const randomBytes = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => random(256))

function framed(json: string, attachments: Uint8Array = new Uint8Array(0)): Uint8Array {
  const body = Buffer.from(json)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4 + body.length + attachments.length, 0)
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, body, attachments])
}

const cut = (random: Random, bytes: Uint8Array): Uint8Array => bytes.subarray(0, random(bytes.length))

function damaged(random: Random, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  for (let times = 1 + random(4); times > 0; times--) copy[random(copy.length)] = random(256)
  return copy
}

const good = (random: Random): Uint8Array =>
  encodeFrame({
    id: 1 + random(1_000),
    call: 'secrets.put',
    input: { name: 'a', value: randomBytes(random, random(2_000)) },
  })

const badKinds: readonly ((random: Random) => Uint8Array)[] = [
  good,
  (random) => cut(random, good(random)),
  (random) => damaged(random, good(random)),
  (random) => randomBytes(random, 1 + random(300)),
  (random) => Buffer.from([255, random(256), random(256), random(256)]),
  (random) => Buffer.from([0, 0, 0, random(12), 0, 0, random(256), random(256), random(256)]),
  (random) => framed(`{"id":${random(5) - 2},"call":${random(9)},"input":{}}`),
  (random) => {
    const range = `[${random(99) - 9},${random(99) - 9}]`
    return framed(`{"id":1,"call":"x","input":{"v":{"$bytes":${range}}}}`, randomBytes(random, 20))
  },
  () => framed('{"id":1,"call":"__proto__","input":{"__proto__":{"constructor":null}}}'),
  (random) => framed('['.repeat(1 + random(5_000))),
  () => framed(`{"id":1,"call":"x","input":${'['.repeat(3_000)}${']'.repeat(3_000)}}`),
]

export function badFrame(random: Random): Uint8Array {
  const kind = badKinds[random(badKinds.length)] ?? good
  return kind(random)
}

const words = ['name', 'value', 'form', 'text', 'bytes', 'set', 'glob', 'query', 'tags', 'stage', 'limit', 'password']

/** Any JSON, with words that calls know among its keys. */
function anyInput(random: Random, depth: number): unknown {
  const kinds = [
    () => random(2 ** 31) - 2 ** 30,
    () => words[random(words.length)],
    () => null,
    () => random(2) === 0,
    () => randomBytes(random, random(40)),
    () => 'x'.repeat(random(5_000)),
    () => Array.from({ length: random(4) }, () => anyInput(random, depth + 1)),
    () => Object.fromEntries(words.slice(0, random(6)).map((word) => [word, anyInput(random, depth + 1)])),
  ]
  return kinds[random(depth > 3 ? 6 : kinds.length)]?.()
}

/** A well-formed request for one of these calls, with an input that is almost surely wrong. */
export function wrongCall(random: Random, calls: readonly string[]): Uint8Array {
  const input = Object.fromEntries(words.slice(0, random(8)).map((word) => [word, anyInput(random, 0)]))
  return encodeFrame({ id: 1 + random(1_000), call: calls[random(calls.length)] ?? '', input })
}

/** Sends the bytes in two pieces and leaves in one of three ways. */
export function attack(socket: string, bytes: Uint8Array, random: Random): Promise<void> {
  return new Promise((resolve) => {
    const client = connect(socket)
    const patience = setTimeout(() => client.destroy(), 5 + random(25))
    client.on('close', () => {
      clearTimeout(patience)
      resolve()
    })
    client.on('error', () => client.destroy())
    client.on('data', () => undefined)
    client.on('connect', () => {
      const middle = random(bytes.length)
      client.write(bytes.subarray(0, middle))
      client.write(bytes.subarray(middle))
      const farewell = random(3)
      if (farewell === 0) client.destroy()
      if (farewell === 1) client.end()
    })
  })
}
