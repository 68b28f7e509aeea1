/**
 * `coffer get` against a running core, compiled and by Node, beside a compiled program that does nothing, beside Node
 * that does nothing, and beside `pass show`, `keepassxc-cli show` and `gopass show` where they are installed. Whole
 * processes, one after the other and in turns, so that a busy moment of the machine falls on all of them; then 64 at once.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCoreProcess } from '../../test/support/core-process.ts'
import { compile } from '../compile-cli.mjs'
import { root } from '../lib/paths.mjs'

const turns = Number(process.argv[2] ?? 200)
const sequential = 1_000
const parallel = 64
const secret = { name: 'bench/db', value: 'correct horse battery staple' }

interface Contender {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

const folder = mkdtempSync(join(tmpdir(), 'coffer-bench-'))
const home = join(folder, 'home')

async function measureAll() {
  const compiled = join(folder, 'coffer')
  const hello = join(folder, 'hello')
  const helloSource = join(folder, 'hello.js')
  writeFileSync(helloSource, "process.stdout.write('hello')\n")
  for (const [entry, target] of [
    [join(root, 'cli', 'index.ts'), compiled],
    [helloSource, hello],
  ] as const) {
    const reason = await compile(entry, target)
    if (reason !== null) throw new Error(`the client could not be compiled: ${reason}`)
  }
  const env = { ...process.env, COFFER_HOME: home, ELECTRON_RUN_AS_NODE: undefined }
  const get = ['get', secret.name]
  fillVault(compiled, env)
  const contenders: Record<string, Contender> = {
    'coffer get, compiled': { command: compiled, args: get, env },
    'nothing, compiled': { command: hello, args: [] },
    'coffer get, Node': { command: 'node', args: [join(root, 'out', 'cli', 'index.js'), ...get], env },
    'nothing, Node': { command: 'node', args: [helloSource] },
    ...passStore(),
  }
  const samples = measureInTurns(contenders)
  const figures = Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, percentiles(all)]))
  return {
    turns,
    figures,
    ratios: Object.fromEntries(
      Object.keys(contenders)
        .filter((name) => name !== 'coffer get, compiled')
        .map((name) => [name, ratio(figures['coffer get, compiled'], figures[name])]),
    ),
    sequential: runMany(compiled, get, env),
    parallel: await runAtOnce(compiled, get, env),
  }
}

/** A vault with the one secret, made by the client itself. */
function fillVault(command: string, env: NodeJS.ProcessEnv): void {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, 'a password for measuring', { mode: 0o600 })
  for (const [args, input] of [
    [['init', '--password-file', passwordFile], ''],
    [['put', secret.name], secret.value],
  ] as const) {
    const done = spawnSync(command, args, { env, input })
    if (done.status !== 0) throw new Error(`${args[0]} ended with ${done.status}: ${done.stderr}`)
  }
}

/** A `pass` store with one entry under a key without passphrase; nothing where `pass` or `gpg` is missing. */
function passStore(): Record<string, Contender> {
  const env = { ...process.env, GNUPGHOME: join(folder, 'gnupg'), PASSWORD_STORE_DIR: join(folder, 'store') }
  const run = (command: string, args: readonly string[], input = '') => spawnSync(command, args, { env, input })
  spawnSync('mkdir', ['-m', '700', env.GNUPGHOME])
  const key =
    'Key-Type: eddsa\nKey-Curve: ed25519\nSubkey-Type: ecdh\nSubkey-Curve: cv25519\nName-Real: bench\n%no-protection\n%commit\n'
  if (run('gpg', ['--batch', '--gen-key'], key).status !== 0) return {}
  if (run('pass', ['init', 'bench']).status !== 0) return {}
  if (run('pass', ['insert', '-m', secret.name], secret.value).status !== 0) return {}
  return { 'pass show': { command: 'pass', args: ['show', secret.name], env } }
}

function measureInTurns(contenders: Readonly<Record<string, Contender>>): Record<string, number[]> {
  const samples: Record<string, number[]> = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let turn = -5; turn < turns; turn += 1) {
    for (const [name, { command, args, env }] of Object.entries(contenders)) {
      const startedAt = performance.now()
      const done = spawnSync(command, args, { env: env ?? process.env })
      const ms = performance.now() - startedAt
      if (done.status !== 0) throw new Error(`${name} ended with ${done.status}: ${done.stderr}`)
      if (turn >= 0) samples[name]?.push(ms)
    }
  }
  return samples
}

function runMany(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  let errors = 0
  for (let at = 0; at < sequential; at += 1)
    if (spawnSync(command, args, { env }).stdout.toString() !== secret.value) errors += 1
  return { calls: sequential, errors }
}

async function runAtOnce(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const startedAt = performance.now()
  const codes = await Promise.all(
    Array.from(
      { length: parallel },
      () =>
        new Promise<number | null>((resolve) => {
          spawn(command, args, { env, stdio: 'ignore' }).once('exit', resolve)
        }),
    ),
  )
  return {
    calls: parallel,
    errors: codes.filter((code) => code !== 0).length,
    ms: round(performance.now() - startedAt),
  }
}

function percentiles(all: readonly number[]) {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { p50Ms: at(0.5), p99Ms: at(0.99) }
}

const ratio = (a: { p50Ms: number } | undefined, b: { p50Ms: number } | undefined): number =>
  round((a?.p50Ms ?? Number.NaN) / (b?.p50Ms ?? Number.NaN))

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const core = await startCoreProcess(home)
try {
  process.stdout.write(JSON.stringify(await measureAll()))
} finally {
  await core.stop()
  rmSync(folder, { recursive: true, force: true })
}
