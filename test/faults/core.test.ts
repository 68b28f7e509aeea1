import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { socketPath } from '../../shared/home.ts'
import { removeFolder } from '../support/faults/homes.ts'
import { type Running, sized, start } from '../support/faults/processes.ts'
import { fault } from '../support/faults/report.ts'
import { unless } from '../support/provisions.ts'
import { createFinder, type Finder, tracesInFiles, tracesInProcess, tally as tracesTally } from '../support/residue.ts'
import { connectRaw, type RawClient } from '../support/socket-client.ts'
import { bytes, text } from '../support/vault.ts'

const coreFile = join(import.meta.dirname, '../../main/core/index.ts')
const password = bytes('a password for the core process alone')

/** Secrets that nobody would find by chance: names, descriptions, tags and values. */
const planted = Array.from({ length: 50 }, (_, at) => ({
  name: `planted/name-${at}-${randomUUID()}`,
  description: `planted description ${at} ${randomUUID()}`,
  tag: `planted-tag-${at}-${randomUUID()}`,
  value: `planted value ${at} ${randomUUID()} Grüße`,
}))
const finderOf = (texts: readonly (readonly [string, string])[]): Finder =>
  createFinder(texts.map(([name, needle]) => ({ name, text: needle })))
const values = finderOf(planted.map(({ value }, at) => [`value ${at}`, value]))
const everything = finderOf(
  planted.flatMap(({ name, description, tag, value }, at) => [
    [`name ${at}`, name] as const,
    [`description ${at}`, description] as const,
    [`tag ${at}`, tag] as const,
    [`value ${at}`, value] as const,
  ]),
)

interface CoreClient {
  readonly core: Running
  readonly client: RawClient
  call(name: string, input: unknown): Promise<unknown>
}

/** Starts the core of a home without a window and connects to its socket. */
async function startCore(home: string): Promise<CoreClient> {
  const core = start(coreFile, [`--home=${home}`])
  expect(await core.line('coffer core listening')).toBe(true)
  const homeHash = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 16)
  const uid = process.getuid?.() ?? 0
  const { socket } = socketPath({ home, homeHash, platform: process.platform, uid, tmp: tmpdir() })
  const client = await connectRaw(socket)
  let id = 0
  return {
    core,
    client,
    async call(name, input) {
      id += 1
      const { answer } = await client.request(id, name, input)
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.failure)}`)
      return answer.value
    },
  }
}

const addPlanted = async ({ call }: CoreClient) => {
  for (const { name, description, tag, value } of planted)
    await call('secrets.create', {
      name,
      description,
      tags: { [tag]: '1' },
      value: { form: 'text', bytes: bytes(value) },
    })
}
const reveal = async ({ call }: CoreClient, name: string) =>
  text(((await call('secrets.reveal', { name })) as { bytes: Uint8Array }).bytes)

const onlyRoot =
  process.platform === 'linux' && process.getuid?.() === 0
    ? null
    : 'only root may read the memory of a process that forbids it'

fault('F18', 'the core process is killed under its clients', async ({ did, found }) => {
  const home = mkdtempSync(join(tmpdir(), 'coffer-core-'))
  const first = await startCore(home)
  await first.call('vault.create', { password: password.slice() })
  await first.call('secrets.create', { name: 'kept', value: { form: 'text', bytes: bytes('value 0') } })
  found('answers after the end', 0)
  found('acknowledged saves lost', 0)
  let running = first
  for (let at = 1; at <= sized(5, 50); at += 1) {
    await running.call('secrets.put', { name: 'kept', value: { form: 'text', bytes: bytes(`value ${at}`) } })
    running.core.process.kill('SIGKILL')
    await running.client.closed
    await expect(running.call('app.status', {})).rejects.toThrow()
    await running.core.ended
    did('kills')
    running = await startCore(home)
    await running.call('vault.unlock', { password: password.slice() })
    expect(await reveal(running, 'kept')).toBe(`value ${at}`)
  }
  running.core.process.kill('SIGTERM')
  await running.core.ended
  removeFolder(home)
})

fault(
  'F19',
  'memory of the core: values nobody asked for while unlocked, and everything after the lock',
  async ({ did, found }) => {
    const home = mkdtempSync(join(tmpdir(), 'coffer-core-'))
    const maker = await startCore(home)
    await maker.call('vault.create', { password: password.slice() })
    await addPlanted(maker)
    maker.core.process.kill('SIGTERM')
    await maker.core.ended

    const running = await startCore(home)
    await running.call('vault.unlock', { password: password.slice() })
    await running.call('secrets.list', { query: '', limit: 100 })
    const pid = running.core.process.pid ?? 0
    did('values planted', planted.length)
    expect(tracesTally(tracesInProcess(pid, values))).toEqual({})
    found('values in memory while unlocked and not asked for', 0)
    const [asked] = planted
    expect(await reveal(running, asked?.name ?? '')).toBe(asked?.value)
    const seen = tracesInProcess(pid, values).filter(({ what }) => what !== 'value 0')
    expect(tracesTally(seen)).toEqual({})
    // Names are in memory while unlocked: the finder that finds nothing must be able to find something.
    expect(tracesInProcess(pid, everything).length).toBeGreaterThan(planted.length)
    await running.call('vault.lock', {})
    const { code } = await running.core.ended
    expect(code).toBe(0)

    const locked = await startCore(home)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(tracesTally(tracesInProcess(locked.core.process.pid ?? 0, everything))).toEqual({})
    found('traces a second after the lock', 0)
    locked.core.process.kill('SIGTERM')
    await locked.core.ended
    removeFolder(home)
  },
  unless(onlyRoot).test,
)

fault('F20', 'what a session with a crash leaves on the disk', async ({ did, found }) => {
  const home = mkdtempSync(join(tmpdir(), 'coffer-core-'))
  const temporary = mkdtempSync(join(tmpdir(), 'coffer-temp-'))
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  const running = await startCore(home).finally(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })
  await running.call('vault.create', { password: password.slice() })
  await addPlanted(running)
  for (const { name, value } of planted.slice(0, 25)) {
    await running.call('secrets.put', { name, value: { form: 'text', bytes: bytes(`${value} again`) } })
    await reveal(running, name)
  }
  for (const { name } of planted.slice(40)) await running.call('secrets.scheduleDeletion', { name, force: true })
  await expect(running.call('secrets.reveal', { name: planted[45]?.name })).rejects.toThrow()
  did('texts planted', planted.length * 4)
  const look = () => [...tracesInFiles(home, everything), ...tracesInFiles(temporary, everything)]
  expect(tracesTally(look())).toEqual({})
  running.core.process.kill('SIGKILL')
  const { stderr } = await running.core.ended
  expect(stderr).toBe('')
  expect(tracesTally(look())).toEqual({})
  const again = await startCore(home)
  await again.call('vault.unlock', { password: password.slice() })
  await again.call('vault.lock', {})
  await again.core.ended
  expect(tracesTally(look())).toEqual({})
  found('traces on the disk', 0)
  removeFolder(home)
  removeFolder(temporary)
})
