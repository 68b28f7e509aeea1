import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CallName, contract } from '../../../shared/contract.ts'
import { defaultSettings } from '../../../shared/model.ts'
import { makeCore, makePort, type TestCore } from '../../support/core.ts'
import { bytes, kindOf, password, text } from '../../support/vault.ts'

let core: TestCore
beforeEach(async () => {
  core = await makeCore()
})
afterEach(() => core.stop())

const calls = Object.keys(contract) as CallName[]
const add = (name: string, value = 'one') =>
  core.ask('secrets.create', { name, value: { form: 'text', bytes: bytes(value) } })
const settle = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('a session', () => {
  test('goes from no vault to unlocked, tells the shell, and refuses a second vault', async () => {
    expect(core.core.status().vault).toEqual({ state: 'none' })
    expect(kindOf(await core.ask('secrets.list', { query: '' }))).toBe('no-vault')
    await core.create()
    expect(core.core.status().vault).toMatchObject({ state: 'unlocked', readOnly: false })
    expect(kindOf(await core.ask('vault.create', { password: bytes('another') }))).toBe('vault-exists')
    expect(core.said.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ready', 'state', 'settings']))
  })

  test('wipes the password it was given, right or wrong', async () => {
    await core.create()
    for (const word of [password, 'wrong']) {
      const given = bytes(word)
      await core.ask('vault.unlock', { password: given })
      expect([...given].every((byte) => byte === 0)).toBe(true)
    }
  })

  test('wipes a value it was given', async () => {
    await core.create()
    const value = bytes('a value to be wiped')
    expect(kindOf(await core.ask('secrets.create', { name: 'a', value: { form: 'text', bytes: value } }))).toBe('ok')
    expect([...value].every((byte) => byte === 0)).toBe(true)
  })

  test('asks the shell to lock, and only when there is something to lock', async () => {
    await core.ask('vault.lock')
    await settle()
    expect(core.said.filter(({ kind }) => kind === 'lock')).toHaveLength(0)
    await core.create()
    expect(kindOf(await core.ask('vault.lock'))).toBe('ok')
    await expect.poll(() => core.said.filter(({ kind }) => kind === 'lock')).toHaveLength(1)
  })
})

describe('settings', () => {
  test('begin as the defaults, change one by one, and are told to windows and shell', async () => {
    await core.create()
    const { port, posted } = makePort()
    core.core.connect(port)
    expect(await core.ask('settings.get')).toMatchObject({ ok: true, value: defaultSettings })
    await core.ask('settings.set', { change: { autoLockMinutes: 3 } })
    expect(await core.ask('settings.set', { change: { clipboardSeconds: 20 } })).toMatchObject({
      ok: true,
      value: { autoLockMinutes: 3, clipboardSeconds: 20, revealSeconds: defaultSettings.revealSeconds },
    })
    expect(posted.filter((message) => 'event' in message && message.event === 'settings.changed')).toHaveLength(2)
    expect(core.said.filter(({ kind }) => kind === 'settings').length).toBeGreaterThanOrEqual(3)
  })

  test.each([
    { autoLockMinutes: -1 },
    { autoLockMinutes: 1.5 },
    { clipboardSeconds: 0 },
    { theme: 'pink' },
    { unknown: 1 },
    null,
  ])('refuse %o and stay as they were', async (change) => {
    await core.create()
    expect(kindOf(await core.ask('settings.set', { change }))).toBe('invalid')
    expect(await core.ask('settings.get')).toMatchObject({ ok: true, value: defaultSettings })
  })

  test('cannot be changed from the terminal', async () => {
    await core.create()
    expect(kindOf(await core.ask('settings.set', { change: { autoLockMinutes: 0 } }, 'socket'))).toBe('refused')
  })
})

describe('the bridge', () => {
  test('answers a window’s request under its id, and events to every open window', async () => {
    await core.create()
    const [first, second] = [makePort(), makePort()]
    for (const { port } of [first, second]) core.core.connect(port)
    second.close()
    first.send({ id: 7, call: 'app.status', input: {} })
    await expect.poll(() => first.posted).toContainEqual({ id: 7, answer: expect.objectContaining({ ok: true }) })
    await add('a')
    const names = (messages: typeof first.posted) =>
      messages.flatMap((message) => ('event' in message ? [message.event] : []))
    expect(names(first.posted)).toContain('secrets.changed')
    expect(names(second.posted)).not.toContain('secrets.changed')
  })

  test('refuses every call of the window’s own at the terminal’s door, and every call at any other', async () => {
    await core.create()
    for (const call of calls) {
      if (!contract[call].doors.includes('socket'))
        expect([call, kindOf(await core.ask(call, {}, 'socket'))]).toEqual([call, 'refused'])
      for (const door of ['endpoint', 'ssh-agent', 'core'] as const)
        expect(kindOf((await core.core.bridge.answer(call, {}, { door })) as never)).toBe('refused')
    }
  })

  test.each(['', 'constructor', '__proto__', 'toString', 'secrets', 'secrets.', 'SECRETS.LIST', 'hasOwnProperty'])(
    'knows no call named %j',
    async (call) => {
      expect(await core.core.bridge.answer(call, {}, { door: 'window' })).toMatchObject({
        failure: { kind: 'refused' },
      })
    },
  )

  test('ignores what is no request, without an answer and without a word of it in the log', async () => {
    const { port, posted, send } = makePort()
    core.core.connect(port)
    const before = posted.length
    for (const garbage of [
      null,
      1,
      'marker-text',
      [],
      {},
      { id: 'x', call: 'app.status', input: {} },
      { id: 1.5, call: 'app.status', input: {} },
      { id: 1, call: 3, input: {} },
      { id: 1, call: 'app.status' },
    ])
      send(garbage)
    await settle()
    expect(posted).toHaveLength(before)
    expect(existsSync(core.logFile) ? readFileSync(core.logFile, 'utf8') : '').not.toContain('marker')
  })

  test('takes any input for any call without a bug, a throw, or a change, locked and unlocked', async () => {
    const strange = fc.oneof(
      fc.anything({ maxDepth: 3, withNullPrototype: true, withTypedArray: true, withBigInt: true }),
      fc.dictionary(
        fc.constantFrom('name', 'query', 'value', 'password', 'tags', 'stage', '__proto__'),
        fc.anything({ maxDepth: 2 }),
      ),
    )
    const harmless = calls.filter(
      (call) =>
        !/^vault\.(lock|create|rekey|salvage|adopt)|save|print|backup|restore|acceptRollback|addRecoveryKey|keychain|endpoint/i.test(
          call,
        ),
    )
    for (const isUnlocked of [false, true]) {
      if (isUnlocked) {
        await core.create()
        await add('kept')
      }
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...harmless), strange, async (call, input) => {
          const result = await core.core.bridge.answer(call, input, { door: 'window' })
          expect([call, result.ok || (result.failure as { kind: string }).kind !== 'bug']).toEqual([call, true])
        }),
        { numRuns: process.env.SLOW === '1' ? 20_000 : 1_500 },
      )
    }
    expect(await core.ask('secrets.list', { query: '' })).toMatchObject({ ok: true, value: { total: 1 } })
    expect(await core.ask('vault.verify')).toMatchObject({ ok: true, value: { faults: [] } })
  })

  test('notes in the audit log what was refused while locked', async () => {
    await core.create()
    await core.stop()
    core = await makeCore()
    for (const call of ['secrets.list', 'secrets.reveal'] as const)
      await core.ask(call, call === 'secrets.list' ? { query: '' } : { name: 'a' })
    await core.create()
    expect(await core.ask('audit.verify')).toMatchObject({ ok: true, value: { fault: null } })
  })
})

describe('a secret through the calls', () => {
  beforeEach(() => core.create())

  test('is created, put, read by stage, rolled back, scheduled, restored and purged', async () => {
    const created = (await add('prod/db')) as { ok: true; value: { versionId: string } }
    expect(kindOf(created)).toBe('ok')
    const put = (await core.ask('secrets.put', {
      name: 'prod/db',
      value: { form: 'text', bytes: bytes('two') },
      expected: created.value.versionId,
    })) as { ok: true; value: { versionId: string } }
    const read = async (stage?: string) => {
      const shown = await core.ask('secrets.reveal', { name: 'prod/db', ...(stage === undefined ? {} : { stage }) })
      return shown.ok ? text((shown.value as { bytes: Uint8Array }).bytes) : shown.failure.kind
    }
    expect([await read(), await read('AWSPREVIOUS')]).toEqual(['two', 'one'])
    const move = {
      name: 'prod/db',
      stage: 'AWSCURRENT',
      moveTo: created.value.versionId,
      removeFrom: put.value.versionId,
    }
    expect(kindOf(await core.ask('secrets.moveStage', move))).toBe('ok')
    expect(await read()).toBe('one')
    expect(
      kindOf(
        await core.ask('secrets.put', {
          name: 'prod/db',
          value: { form: 'text', bytes: bytes('late') },
          expected: put.value.versionId,
        }),
      ),
    ).toBe('stale')
    expect(kindOf(await core.ask('secrets.scheduleDeletion', { name: 'prod/db', recoveryWindowDays: 7 }))).toBe('ok')
    expect(await read()).toBe('scheduled-for-deletion')
    expect(kindOf(await core.ask('secrets.restore', { name: 'prod/db' }))).toBe('ok')
    expect(
      kindOf(await core.ask('secrets.scheduleDeletion', { name: 'prod/db', recoveryWindowDays: 7, force: true })),
    ).toBe('invalid')
    expect(await core.ask('secrets.scheduleDeletion', { name: 'prod/db', force: true })).toMatchObject({
      ok: true,
      value: { deletionAt: null },
    })
    expect(await read()).toBe('not-found')
  })

  test('sets single keys of a JSON value and keeps the others, also those with odd names', async () => {
    await add('j', '{"a":"1","__proto__":"2"}')
    expect(
      kindOf(await core.ask('secrets.put', { name: 'j', value: { form: 'fields', set: { b: bytes('3') } } })),
    ).toBe('ok')
    const shown = await core.ask('secrets.reveal', { name: 'j' })
    expect(shown.ok && text((shown.value as { bytes: Uint8Array }).bytes)).toBe('{"a":"1","__proto__":"2","b":"3"}')
    await add('t', 'no json')
    expect(
      kindOf(await core.ask('secrets.put', { name: 't', value: { form: 'fields', set: { b: bytes('3') } } })),
    ).toBe('invalid')
  })

  test('names what is similar when there is none of that name', async () => {
    await add('prod/billing/db')
    expect(await core.ask('secrets.describe', { name: 'db' })).toMatchObject({
      failure: { kind: 'not-found', near: ['prod/billing/db'] },
    })
  })

  test('refuses text that is no UTF-8 and takes it as binary', async () => {
    const odd = () => Uint8Array.of(0xff, 0xfe, 0)
    expect(kindOf(await core.ask('secrets.create', { name: 'x', value: { form: 'text', bytes: odd() } }))).toBe(
      'invalid',
    )
    expect(kindOf(await core.ask('secrets.create', { name: 'x', value: { form: 'binary', bytes: odd() } }))).toBe('ok')
  })

  test('leaves no value and no name in the log', async () => {
    await add('marker-name', 'marker-value')
    await core.ask('secrets.put', { name: 'marker-name', value: { form: 'text', bytes: 'marker-not-bytes' } })
    await core.ask('secrets.reveal', { name: 'marker-absent' })
    expect(existsSync(core.logFile) ? readFileSync(core.logFile, 'utf8') : '').not.toMatch(/marker/)
    expect(existsSync(join(core.home, 'vault.db'))).toBe(true)
  })
})
