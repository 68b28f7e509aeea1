/**
 * A process that lives with a vault and records what it does, to be killed. Its only argument is a JSON `WorkerTask`.
 * Each step is written to the record before it is tried and again when the vault acknowledged it, with plain writes that
 * survive the process.
 */
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createFileAnchor } from '../../../main/core/vault/anchor.ts'
import { openVaultFile } from '../../../main/core/vault/vault-file.ts'
import { actor, bytes, password, quickKdf } from '../vault.ts'
import { doStep, nextStep, randomFrom } from './life.ts'

export interface WorkerTask {
  /** Folder with `vault.db` and `anchor.json`. */
  readonly folder: string
  /** File the record goes to, appended. */
  readonly record: string
  readonly seed: number
  /** Number of the first step; version ids come from it. */
  readonly first: number
  /** Steps to do; then the vault is closed and the process ends. */
  readonly steps: number
  /** Weakens the promise, to show that a test notices. */
  readonly synchronous?: 'NORMAL' | 'OFF'
  /** Waits after the last step instead of closing. */
  readonly stay?: boolean
}

const task = JSON.parse(process.argv[2] ?? '') as WorkerTask
const record = openSync(task.record, 'a')
const say = (line: string) => writeSync(record, `${line}\n`)

const opened = await openVaultFile(join(task.folder, 'vault.db'), {
  kdf: quickKdf,
  anchor: createFileAnchor(join(task.folder, 'anchor.json')),
  now: Date.now,
})
if (!opened.ok) {
  say(`? ${opened.failure.kind}`)
  process.exit(3)
}
const unlocked = await opened.value.unlock({ kind: 'password', password: bytes(password) }, actor)
if (!unlocked.ok) {
  say(`? ${unlocked.failure.kind}`)
  process.exit(3)
}
const vault = unlocked.value
if (task.synchronous !== undefined) vault.ledger.db.pragma(`synchronous = ${task.synchronous}`)
const random = randomFrom(task.seed)
process.stdout.write('ready\n')
for (let number = task.first; number < task.first + task.steps; number += 1) {
  const step = nextStep(random, number)
  say(`> ${JSON.stringify(step)}`)
  const outcome = await doStep(vault, step)
  say(outcome === 'ok' ? '<' : `! ${outcome}`)
  await new Promise((resolve) => setImmediate(resolve))
}
if (task.stay === true) {
  process.stdout.write('done\n')
  setInterval(() => undefined, 1_000)
} else {
  vault.close()
  process.exit(0)
}
