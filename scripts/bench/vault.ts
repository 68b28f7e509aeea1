/**
 * Unlock, list, search, get, put and verify at several sizes, each beside its floor measured in the same process on the
 * same file: raw SQLite reads, raw AEAD, raw Argon2id. Sizes from the arguments, else 1k, 10k and 100k secrets with five
 * versions each. A size is measured in a process of its own, so that memory figures are its own.
 */
import { fork } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { keyPlace, nameIndex, secretPlace, type VaultContext, valuePlace } from '../../main/core/vault/context.ts'
import { createKdf } from '../../main/core/vault/kdf.ts'
import { associatedData } from '../../main/core/vault/seal.ts'
import { decrypt, loadSodium, randomBytes } from '../../main/core/vault/sodium.ts'
import { createStructureCheck } from '../../main/core/vault/structure.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import { listQuery } from '../../shared/contract.ts'
import { fillVault, nameOf } from '../../test/support/fill-vault.ts'
import { actor, homeAt, makeHome, type TestHome, textVersion, unwrap } from '../../test/support/vault.ts'

const versions = 5
const repeats = 5
const calls = 2_000
/** As the core has it: in a worker. */
const checkStructure = createStructureCheck(new URL('../../main/core/vault/structure-worker.ts', import.meta.url))

async function measureSizes(wanted: readonly number[]): Promise<void> {
  const sizes = wanted.length > 0 ? wanted : [1_000, 10_000, 100_000]
  const figures: Record<string, unknown> = {}
  for (const size of sizes) {
    process.stderr.write(`bench vault: ${size} secrets × ${versions} versions\n`)
    figures[`${size}`] = await inProcess(size)
  }
  await loadSodium()
  process.stdout.write(JSON.stringify({ versions, argon2id: await measureHash(), secrets: figures }))
}

/** Runs a measurement in a process of its own: a number is a size, a text the folder of a home whose memory counts. */
const inProcess = (job: number | string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), { execArgv: ['--expose-gc'] })
    child.once('message', (figures) => {
      resolve(figures)
      child.kill()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the measuring process ended with ${code}`)))
    child.send(job)
  })

/** What every unlock pays besides: the hash at the cost calibrated here, as the vault calls it. */
async function measureHash() {
  const kdf = createKdf(new URL('../../main/core/vault/kdf-worker.ts', import.meta.url))
  const cost = await kdf.calibrate()
  const { p50 } = await measure(5, () => kdf.derive(randomBytes(16), randomBytes(16), cost))
  return { memoryMib: cost.memoryKib / 1024, passes: cost.passes, ms: p50 }
}

async function measureSize(count: number) {
  const home = makeHome(checkStructure)
  try {
    await home.create()
    const filling = await home.unlock()
    fillVault(filling, count, versions)
    filling.close()
    const segments = await measureSegments(home)
    const floor = await measureReadAll(home)
    const unlock = await measureUnlock(home)
    const memory = await inProcess(home.folder)
    const vault = await home.unlock()
    const figures = {
      fileMib: mib(statSync(home.path).size),
      segments,
      unlock: { ...unlock, floor, ratio: round(unlock.p50 / floor.p50), memory },
      list: await measureList(vault),
      search: await measureSearch(vault, count),
      get: await measureGet(vault, count),
      put: await measurePut(vault, count),
      verify: await measureVerify(vault),
    }
    vault.close()
    return figures
  } finally {
    home.remove()
  }
}

async function measureSegments(home: TestHome) {
  const vault = await home.unlock()
  const watch = watchLoop()
  const startedAt = performance.now()
  const written = await vault.refreshSegments()
  const ms = round(performance.now() - startedAt)
  const longestLoopDelayMs = watch.stop()
  vault.close()
  return { written, ms, longestLoopDelayMs }
}

/** The floor of an unlock: every sealed body of `secret` read and decrypted one by one, neither parsed nor kept. */
async function measureReadAll(home: TestHome) {
  const vault = await home.unlock()
  const { db, keys, context } = vault.ledger
  const statement = db.prepare<[], { id: Buffer; revision: number; body: Buffer }>(
    'SELECT secret_id AS id, revision, body FROM secret',
  )
  const figures = await measure(repeats, () => {
    for (const { id, revision, body } of statement.iterate())
      if (decrypt(keys.meta, body, associatedData(context, secretPlace(id, revision))) === null)
        throw new Error('a body does not open')
  })
  vault.close()
  return figures
}

/** Unlock without the hash: the hash of these homes costs microseconds. */
async function measureUnlock(home: TestHome) {
  let longestLoopDelayMs = 0
  const figures = await measure(repeats, async () => {
    const watch = watchLoop()
    const vault = await home.unlock()
    longestLoopDelayMs = Math.max(longestLoopDelayMs, watch.stop())
    vault.close()
  })
  return { ...figures, longestLoopDelayMs }
}

/** What a process weighs after one unlock, once its garbage is collected, and what it weighed before. */
async function measureMemory(path: string) {
  const before = process.memoryUsage().rss
  const home = homeAt(path)
  const vault = await home.unlock()
  await vault.settled()
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  vault.close()
  return { rssMib: mib(rss), rssBeforeMib: mib(before), heapMib: mib(heapUsed) }
}

const measureList = (vault: Vault) => measure(100, () => vault.list(listQuery.parse({})))

/** A person typing: each keystroke of some words is one search. */
async function measureSearch(vault: Vault, count: number) {
  const words = [
    'payments',
    `service-${Math.floor(count / 2)}`,
    'kind:database team',
    'db-42.internal',
    'nothing like it',
  ]
  const keystrokes = words.flatMap((word) => Array.from(word, (_, at) => word.slice(0, at + 1)))
  const first = await measure(1, () => vault.list(listQuery.parse({ query: 'x' })))
  let at = 0
  const figures = await measure(keystrokes.length * 3, () => {
    vault.list(listQuery.parse({ query: keystrokes[at % keystrokes.length] ?? '' }))
    at += 1
  })
  return { firstMs: first.p50, ...figures }
}

/** A value by name, with its audit entry, beside the raw read of its rows and their decryption. */
async function measureGet(vault: Vault, count: number) {
  const { db, keys, context } = vault.ledger
  const secretByName = db.prepare<[Uint8Array], { id: Buffer; wrapped: Buffer }>(
    'SELECT secret_id AS id, wrapped_key AS wrapped FROM secret WHERE name_index = ?',
  )
  const versionOf = db.prepare<[Uint8Array], { versionRow: Buffer; number: number; value: Buffer }>(
    'SELECT version_row AS versionRow, number, value FROM version WHERE secret_id = ? ORDER BY number DESC LIMIT 1',
  )
  let at = 0
  const nextName = () => {
    at += 7_919
    return nameOf(at % count)
  }
  const floor = await measure(calls, () => {
    const secret = secretByName.get(nameIndex({ ledger: vault.ledger } as VaultContext, nextName()))
    if (secret === undefined) throw new Error('no such secret')
    const row = versionOf.get(secret.id)
    const padded = decrypt(keys.wrap, secret.wrapped, associatedData(context, keyPlace(secret.id)))
    if (row === undefined || padded === null) throw new Error('no such version')
    const place = valuePlace({ ...row, secretId: secret.id })
    if (decrypt(padded.subarray(4, 36), row.value, associatedData(context, place)) === null)
      throw new Error('a value does not open')
  })
  // The first read of a day also rewrites the dates of the last read; a working day is mostly what follows.
  for (let turn = 0; turn < count && turn < calls; turn += 1) unwrap(vault.reveal(actor, { name: nextName() }))
  at = 7_919 * calls
  const figures = await measure(calls, () => unwrap(vault.reveal(actor, { name: nextName() })))
  return { ...figures, floor, ratio: round(figures.p50 / floor.p50) }
}

async function measurePut(vault: Vault, count: number) {
  let at = 0
  return measure(200, () => {
    at += 1
    unwrap(vault.put(actor, nameOf((at * 7_919) % count), textVersion(`new value ${at}`)))
  })
}

async function measureVerify(vault: Vault) {
  const watch = watchLoop()
  const figures = await measure(1, async () => {
    const report = unwrap(await vault.verify())
    if (report.faults.length > 0) throw new Error(report.faults.join())
  })
  return { ms: figures.p50, longestLoopDelayMs: watch.stop() }
}

/** Runs `body` so many times; milliseconds. */
async function measure(times: number, body: () => unknown) {
  const samples: number[] = []
  for (let turn = 0; turn < times; turn += 1) {
    const startedAt = performance.now()
    await body()
    samples.push(performance.now() - startedAt)
  }
  samples.sort((a, b) => a - b)
  const at = (share: number) => round(samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? 0)
  return { n: times, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** The longest time that a timer due every millisecond had to wait. */
function watchLoop(): { stop(): number } {
  let longest = 0
  let lastAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - lastAt - 1)
    lastAt = now
  }, 1)
  return {
    stop() {
      clearInterval(timer)
      return round(longest)
    },
  }
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

function mib(bytes: number): number {
  return round(bytes / 1_048_576)
}

if (process.send === undefined) await measureSizes(process.argv.slice(2).map(Number))
else
  process.once('message', (job) => {
    void (typeof job === 'string' ? measureMemory(job) : measureSize(Number(job))).then((figures) =>
      process.send?.(figures),
    )
  })
