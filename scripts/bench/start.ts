/**
 * What a person waits for, beside the machine's floor in the same run: from the start of the app to the painted unlock
 * screen beside an empty Electron window with one field, each as it is without a debugger; an unlock beside its password
 * hash alone; a `get` over the socket beside a bare socket that sends the same bytes back.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKdf } from '../../main/core/vault/kdf.ts'
import { loadSodium, randomBytes } from '../../main/core/vault/sodium.ts'
import { encodeFrame } from '../../shared/socket-contract.ts'
import { appEnv, electronExecutable, sandboxArgs } from '../../test/support/app.ts'
import { startCoreProcess } from '../../test/support/core-process.ts'
import { msToFirstScreen } from '../../test/support/first-screen.ts'
import { root } from '../../test/support/repository.ts'
import { connectRaw } from '../../test/support/socket-client.ts'

const starts = Number(process.argv[2] ?? 7)
const unlocks = 5
const calls = 2_000
const password = 'a password for measuring'
const folder = mkdtempSync(join(tmpdir(), 'coffer-bench-'))
const home = join(folder, 'home')

/** Calls the core over its socket. */
async function connectTo(path: string) {
  const client = await connectRaw(path)
  let id = 0
  return {
    async call(call: string, input: unknown): Promise<unknown> {
      id += 1
      const { answer } = await client.request(id, call, input)
      if (!answer.ok) throw new Error(`${call}: ${answer.failure.message}`)
      return answer.value
    },
    close: () => client.socket.destroy(),
  }
}

type Client = Awaited<ReturnType<typeof connectTo>>

const bytes = (text: string) => new TextEncoder().encode(text)

/** The cost that a core of this machine gives its vault is the one measured alone. */
async function measureUnlock() {
  await loadSodium()
  const core = await startCoreProcess(home)
  const first = await connectTo(join(home, 'run', 'core.sock'))
  await first.call('vault.create', { password: bytes(password) })
  await first.call('secrets.create', { name: 'bench/db', value: { form: 'text', bytes: bytes('correct horse') } })
  const slots = (await first.call('vault.slots', {})) as readonly { memoryKib: number; passes: number }[]
  const { memoryKib, passes } = slots[0] ?? { memoryKib: 65_536, passes: 3 }
  const cost = { memoryKib, passes }
  const get = await measureGet(first)
  first.close()
  const kdf = createKdf(new URL('../../main/core/vault/kdf-worker.ts', import.meta.url))
  const [whole, hash]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < unlocks; turn += 1) {
    const locking = await connectTo(join(home, 'run', 'core.sock'))
    await locking.call('vault.lock', {})
    locking.close()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await core.listening()
    const client = await connectTo(join(home, 'run', 'core.sock'))
    whole.push(await timed(() => client.call('vault.unlock', { password: bytes(password) })))
    client.close()
    hash.push(await timed(() => kdf.derive(bytes(password), randomBytes(16), cost)))
  }
  await core.stop()
  const [unlock, hashAlone] = [percentiles(whole), percentiles(hash)]
  return {
    get,
    unlock: { ...unlock, cost, hashAlone, withoutHashMs: round(unlock.p50Ms - hashAlone.p50Ms) },
  }
}

async function measureGet(client: Client) {
  const samples: number[] = []
  for (let turn = 0; turn < calls; turn += 1)
    samples.push(await timed(() => client.call('secrets.reveal', { name: 'bench/db' })))
  const floor = await measureEcho()
  const figures = percentiles(samples)
  return { ...figures, floor, ratio: round(figures.p50Ms / floor.p50Ms) }
}

async function measureEcho() {
  const path = join(folder, 'echo.sock')
  const server = createServer((socket: Socket) => socket.pipe(socket)).listen(path)
  await new Promise((resolve) => server.once('listening', resolve))
  const socket = connect(path)
  const frame = encodeFrame({ id: 1, call: 'secrets.reveal', input: { name: 'bench/db' } })
  const samples: number[] = []
  for (let turn = 0; turn < calls; turn += 1)
    samples.push(
      await timed(() => {
        socket.write(frame)
        return new Promise((resolve) => socket.once('data', resolve))
      }),
    )
  socket.destroy()
  server.close()
  return percentiles(samples)
}

/** In turns, so that a busy moment of the machine falls on both. The first of each is thrown away. */
async function measureStart() {
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.cjs' }))
  writeFileSync(
    join(empty, 'main.cjs'),
    "const { app, BrowserWindow } = require('electron')\napp.whenReady().then(() => new BrowserWindow({ width: 1180, height: 760 }).loadURL('data:text/html,<input autofocus placeholder=Password>'))\n",
  )
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let turn = -1; turn < starts; turn += 1) {
    const bare = await startOf(turn, [`--user-data-dir=${join(folder, `profile-${turn}`)}`, empty])
    const coffer = await startOf(turn, [root], { COFFER_HOME: home })
    if (turn >= 0) {
      theirs.push(bare)
      ours.push(coffer)
    }
  }
  const [figures, floor] = [percentiles(ours), percentiles(theirs)]
  const ratios = percentiles(ours.map((ms, turn) => ms / (theirs[turn] ?? ms)))
  return { ...figures, floor, ratio: round(figures.p50Ms / floor.p50Ms), ratioOfPairs: ratios.p50Ms }
}

const startOf = (turn: number, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  msToFirstScreen({
    executable: electronExecutable(),
    args: [...sandboxArgs(), ...args],
    env: appEnv(env),
    traceFile: join(folder, `trace-${turn}-${args.length}.json`),
  })

async function timed(body: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await body()
  return performance.now() - startedAt
}

function percentiles(samples: readonly number[]) {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { n: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

try {
  const { get, unlock } = await measureUnlock()
  const start = await measureStart()
  process.stdout.write(JSON.stringify({ start, unlock, get }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
