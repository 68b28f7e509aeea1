/**
 * Many secrets and two regions against the local Secrets Manager: the first push, a plan with nothing to do beside the
 * bare ListSecrets calls in the same run, and the first pull into a second vault. The server is a process of its own, and
 * so is the core of each part, so that time, processor time and memory are told apart: times of the clock say what a
 * person waits, those of the processor what does not depend on what else the machine does. Then a smaller push with AWS's
 * own way off: every answer comes 40 ms later, beside the time that as many calls take one after the other. Arguments:
 * how many secrets (10,000), how many rounds of the plan (7).
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { startCore } from '../../main/core/core.ts'
import { createHost } from '../../main/core/host-port.ts'
import { createLog } from '../../main/core/log.ts'
import { floorCost } from '../../main/core/vault/kdf.ts'
import type { CallAnswer, CallInput, CallName } from '../../shared/contract.ts'
import type { Result } from '../../shared/failure.ts'
import { startAwsServer } from '../../test/support/aws/server.ts'
import type { Credentials } from '../../test/support/aws/sign.ts'
import { accessKeyId, alnum, hex } from '../../test/support/samples.ts'
import { password, quickKdf, unwrap } from '../../test/support/vault.ts'

const accountId = '111122223333'
const regions = ['eu-west-1', 'us-east-1']
const secrets = Number(process.argv[2] ?? 10_000)
const rounds = Number(process.argv[3] ?? 7)
const role = process.argv[4]
/** What a call to a region of AWS takes on the way, there and back, and how many secrets go that way here. */
const farMs = 40
const farSecrets = Math.min(secrets, 500)

interface Job {
  readonly url: string
  readonly credentials: Credentials
  readonly home: string
}

interface Server extends Omit<Job, 'home'> {
  readonly child: ChildProcess
  /** Calls since the last time it was asked. */
  counts(): Promise<Readonly<Record<string, number>>>
  setLatency(ms: number): Promise<void>
}

if (role === 'serve') await serve()
else if (role !== undefined) await work(role)
else await measureAll()

async function measureAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-bench-sync-'))
  const server = await startServer()
  try {
    const measure = async (part: string, home: string) => {
      process.stderr.write(`bench sync: ${part}\n`)
      await server.counts()
      const before = cpuMs(server.child.pid)
      const figures = await inProcess(part, { ...server, home: join(folder, home) })
      const calls = await server.counts()
      return { ...figures, calls: sum(calls), callsByOperation: calls, serverCpuMs: cpuMs(server.child.pid) - before }
    }
    const filling = await measure('fill', 'first')
    const firstPush = await measure('push', 'first')
    const noChangePlan = await measure('plan', 'first')
    const firstPull = await measure('pull', 'second')
    await measure('fillFar', 'far')
    await server.setLatency(farMs)
    const farPush = await measure('pushFar', 'far')
    process.stdout.write(
      JSON.stringify({ secrets, regions: regions.length, filling, firstPush, noChangePlan, firstPull, farPush }),
    )
  } finally {
    server.child.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

async function serve(): Promise<void> {
  const server = await startAwsServer({ accounts: [accountId] })
  const key = { accessKeyId: accessKeyId('AKIA', accountId, 'bench'), secretAccessKey: alnum('bench', 40) }
  server.addKey({ accountId, user: 'bench', ...key })
  process.on('disconnect', () => void server.close().then(() => process.exit(0)))
  process.on('message', (latencyMs: number | 'counts') => {
    if (latencyMs !== 'counts') server.control.setLatency(latencyMs)
    process.send?.(server.log.counts())
    server.log.clear()
  })
  process.send?.({ url: server.url, credentials: key })
}

async function startServer(): Promise<Server> {
  const child = start('serve')
  const ready = (await answerOf(child)) as Omit<Job, 'home'>
  return {
    ...ready,
    child,
    async counts() {
      child.send('counts')
      return (await answerOf(child)) as Readonly<Record<string, number>>
    },
    async setLatency(ms) {
      child.send(ms)
      await answerOf(child)
    },
  }
}

function start(part: string): ChildProcess {
  const args = [String(secrets), String(rounds), part]
  return fork(import.meta.filename, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of the benchmark ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}

async function inProcess(part: string, { url, credentials, home }: Job): Promise<object> {
  const child = start(part)
  const answer = answerOf(child)
  child.send({ url, credentials, home } satisfies Job)
  const figures = (await answer) as object
  await new Promise((resolve) => {
    child.once('exit', resolve)
    child.disconnect()
  })
  return figures
}

/** What a process used of the processors so far; 0 where there is no /proc. */
function cpuMs(pid: number | undefined): number {
  if (pid === undefined || !existsSync(`/proc/${pid}/stat`)) return 0
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function work(part: string): Promise<void> {
  const job = await new Promise<Job>((resolve) => process.once('message', (message) => resolve(message as Job)))
  const core = await openCore(job.home)
  const bodies: Readonly<Record<string, (core: TestedCore, job: Job) => Promise<object>>> = {
    fill: (core, job) => fill(core, job, 'prod', secrets),
    push,
    plan,
    pull,
    fillFar: (core, job) => fill(core, job, 'far', farSecrets),
    pushFar,
  }
  const openMib = rssMib()
  const figures = await bodies[part]?.(core, job)
  const result = { openMib, peakMib: peakMib(), processCpuMs: cpuUsedMs(), ...figures }
  await core.close()
  process.once('disconnect', () => process.exit(0))
  process.send?.(result)
}

/** The largest the process ever was. */
function peakMib(): number {
  return round(process.resourceUsage().maxRSS / 1_024)
}

function rssMib(): number {
  return round(process.memoryUsage().rss / 1_048_576)
}

function cpuUsedMs(): number {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1_000)
}

interface TestedCore {
  ask<K extends CallName>(call: K, input: CallInput<K>): Promise<CallAnswer<K>>
  close(): Promise<void>
}

/** A whole core without its socket's client in between, unlocked. */
async function openCore(home: string): Promise<TestedCore> {
  const isNew = !existsSync(join(home, 'vault.db'))
  const core = await startCore({
    home,
    version: '0.0.0',
    host: createHost(() => undefined),
    kdf: quickKdf,
    cost: floorCost,
    log: createLog({ file: join(home, 'core.log') }),
  })
  const ask = async <K extends CallName>(call: K, input: CallInput<K>): Promise<CallAnswer<K>> =>
    unwrap((await core.bridge.answer(call, input, { door: 'socket' })) as Result<CallAnswer<K>>)
  await ask(isNew ? 'vault.create' : 'vault.unlock', { password: new TextEncoder().encode(password) })
  return { ask, close: () => core.close() }
}

function nameOf(prefix: string, at: number): string {
  return `${prefix}/team-${at % 20}/service-${at}/token`
}

async function addTarget(
  core: TestedCore,
  { url, credentials }: Job,
  prefix: string,
  direction: 'push' | 'pull',
): Promise<void> {
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = credentials
  const bytes = new TextEncoder().encode(JSON.stringify({ AccessKeyId, SecretAccessKey }))
  await core.ask('secrets.create', { name: 'keys', kind: 'aws-credentials', value: { form: 'text', bytes } })
  await core.ask('targets.add', {
    target: {
      name: 'bench',
      credentials: { from: 'vault', secret: 'keys' },
      regions,
      include: [`${prefix}/**`],
      direction,
      endpointUrl: url,
    },
  })
}

async function fill(core: TestedCore, job: Job, prefix: string, count: number) {
  await addTarget(core, job, prefix, 'push')
  const filling = await timed(async () => {
    for (let at = 0; at < count; at += 1) {
      const bytes = new TextEncoder().encode(hex(`bench-${at}`, 48))
      await core.ask('secrets.create', { name: nameOf(prefix, at), kind: 'api-key', value: { form: 'text', bytes } })
    }
  })
  const approving = await timed(async () => {
    for (let at = 0; at < count; at += 1) await core.ask('vet.approve', { name: nameOf(prefix, at), accept: 'all' })
  })
  return { createMs: filling.ms, approveMs: approving.ms }
}

async function push(core: TestedCore) {
  const planning = await timed(() => core.ask('sync.plan', {}))
  const { planId, plans } = planning.answer
  const applying = await timed(() => core.ask('sync.apply', { planId }))
  for (const { outcome, halt } of applying.answer)
    if (outcome !== 'done') throw new Error(`the first push is ${outcome}: ${halt?.reason ?? ''}`)
  const operations = plans.reduce((total, one) => total + one.operations.length, 0)
  return { planMs: planning.ms, applyMs: applying.ms, applyCpuMs: applying.cpuMs, operations }
}

async function pushFar(core: TestedCore) {
  const { applyMs, operations } = await push(core)
  const inTurnMs = operations * farMs
  return { latencyMs: farMs, secrets: farSecrets, operations, applyMs, inTurnMs, gain: ratioOf(inTurnMs, applyMs) }
}

async function plan(core: TestedCore, job: Job) {
  const first = await timed(() => core.ask('sync.plan', {}))
  const firstPlan = { planMs: first.ms, planCpuMs: first.cpuMs, peakMib: peakMib() }
  const bare: Timed[] = []
  const planned: Timed[] = []
  // In turns, so that a busy moment of the machine falls on both; the first of each warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const list = await timed(() => Promise.all(regions.map((region) => listBare(job, region))))
    const made = await timed(() => core.ask('sync.plan', {}))
    const operations = made.answer.plans.flatMap((one) => one.operations)
    if (operations.length > 0) throw new Error(`a plan with nothing to do has ${operations.length} steps`)
    if (round === 0) continue
    bare.push(list)
    planned.push(made)
  }
  const [bareListMs, planMs] = [bare, planned].map((samples) => median(samples.map(({ ms }) => ms)))
  const [bareListCpuMs, planCpuMs] = [bare, planned].map((samples) => median(samples.map(({ cpuMs }) => cpuMs)))
  return {
    ...firstPlan,
    rounds: { count: rounds, bareListMs, planMs, bareListCpuMs, planCpuMs, peakMib: peakMib() },
    ratio: ratioOf(planMs, bareListMs),
    cpuRatio: ratioOf(planCpuMs, bareListCpuMs),
  }
}

function ratioOf(value = 0, floor = 0): number {
  return round(value / floor)
}

/** Both regions at once, as the plan lists them. */
async function listBare({ url, credentials }: Job, region: string): Promise<number> {
  const { accessKeyId: id, secretAccessKey } = credentials
  const client = new SecretsManagerClient({ endpoint: url, region, credentials: { accessKeyId: id, secretAccessKey } })
  let token: string | undefined
  let count = 0
  do {
    const page = await client.send(
      new ListSecretsCommand({ MaxResults: 100, IncludePlannedDeletion: true, ...(token ? { NextToken: token } : {}) }),
    )
    count += page.SecretList?.length ?? 0
    token = page.NextToken
  } while (token !== undefined)
  client.destroy()
  return count
}

async function pull(core: TestedCore, job: Job) {
  await addTarget(core, job, 'prod', 'pull')
  const planning = await timed(() => core.ask('sync.plan', {}))
  const { planId } = planning.answer
  const applying = await timed(() => core.ask('sync.apply', { planId }))
  const { total } = await core.ask('secrets.list', { prefix: 'prod/', limit: 1 })
  if (total !== secrets) throw new Error(`the second vault has ${total} secrets`)
  return { planMs: planning.ms, applyMs: applying.ms, outcomes: applying.answer.map(({ outcome }) => outcome) }
}

interface Timed {
  readonly ms: number
  /** Of this process. */
  readonly cpuMs: number
}

async function timed<T>(body: () => Promise<T>): Promise<Timed & { readonly answer: T }> {
  const startedAt = performance.now()
  const cpuBefore = cpuUsedMs()
  const answer = await body()
  return { answer, ms: Math.round(performance.now() - startedAt), cpuMs: cpuUsedMs() - cpuBefore }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
