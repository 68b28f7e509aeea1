import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Vault } from '../../main/core/vault/vault.ts'
import { actor, bytes, kindOf, makeHome, revealText, type TestHome, textVersion, unwrap } from '../support/vault.ts'
import { createModel, type Move, type VaultModel } from '../support/vault-model.ts'

const runs = process.env.SLOW === '1' ? 2_000 : 200
const dayMs = 86_400_000

// One name gets most of the steps, so that long lives of one secret are tried and not only many short ones.
const name = fc.constantFrom('a', 'a', 'a', 'a', 'prod/b/c', 'z.9')
const stage = fc.constantFrom('AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING', 'blue', '__proto__')
const value = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
  fc.nat(3_000).map((n) => 'x'.repeat(n + 1)),
)
/** Which of the version ids so far, counted from the newest; beyond the oldest: one that does not exist. */
const pick = fc.nat(5)

const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('create'), name, value: fc.option(value) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('put'),
      name,
      value,
      stages: fc.option(fc.uniqueArray(stage, { minLength: 1, maxLength: 3 }), { freq: 1 }),
      expected: fc.option(pick, { freq: 4 }),
      again: fc.option(pick, { freq: 6 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant('move'),
      name,
      stage,
      moveTo: fc.option(pick, { freq: 8 }),
      from: fc.constantFrom('holder', 'holder', 'nobody', 'other'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('reveal'), name, version: pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('tag'),
      name,
      key: fc.constantFrom('team', '__proto__'),
      value: fc.string(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('untag'), name }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('describe'), name, text: fc.string(), favourite: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('schedule'), name, days: fc.integer({ min: 7, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('restore'), name }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('purge'), name }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('wait'), days: fc.integer({ min: 0, max: 20 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('record'), key: fc.constantFrom('k1', 'k2'), value: fc.string() }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('reopen') }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('segments') }) },
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

interface World {
  readonly home: TestHome
  readonly model: VaultModel
  vault: Vault
  versions: number
}

const versionId = (number: number) => `version-${number}`.padStart(36, '0')

function pickVersion({ model }: World, secretName: string, from: number): string {
  const ids = [...(model.secrets.get(secretName)?.values.keys() ?? [])]
  return ids[ids.length - 1 - from] ?? 'f'.repeat(40)
}

function runMove(world: World, step: Extract<Operation, { moveTo: unknown }>): void {
  const holder = world.model.secrets.get(step.name)?.stages.get(step.stage)
  const removeFrom = { holder, nobody: undefined, other: pickVersion(world, step.name, 1) }[step.from]
  const moveTo = step.moveTo === null ? undefined : pickVersion(world, step.name, step.moveTo)
  const move: Move = { stage: step.stage, moveTo, removeFrom }
  expect(kindOf(world.vault.moveStage(actor, step.name, move))).toBe(world.model.move(step.name, move))
}

function runPut(world: World, step: Extract<Operation, { again: unknown }>): void {
  world.versions += 1
  const id = step.again === null ? versionId(world.versions) : pickVersion(world, step.name, step.again)
  const expected = step.expected === null ? undefined : pickVersion(world, step.name, step.expected)
  const options = { stages: step.stages ?? undefined, expected }
  const done = world.vault.put(actor, step.name, textVersion(step.value, id), options)
  expect(kindOf(done)).toBe(world.model.put(step.name, id, step.value, options))
}

async function run(world: World, step: Operation): Promise<void> {
  const { vault, model, home } = world
  switch (step.op) {
    case 'create': {
      world.versions += 1
      const id = versionId(world.versions)
      const given = step.value === null ? {} : { version: textVersion(step.value, id) }
      const made = vault.create(actor, { name: step.name, kind: 'note', ...given })
      expect(kindOf(made)).toBe(model.create(step.name, step.value === null ? null : { id, value: step.value }))
      return
    }
    case 'put':
      return runPut(world, step)
    case 'move':
      return runMove(world, step)
    case 'reveal': {
      const id = pickVersion(world, step.name, step.version)
      const secret = model.secrets.get(step.name)
      const expected = secret?.deletionAt === null ? (secret.values.get(id) ?? 'version-not-found') : null
      const shown = vault.reveal(actor, { name: step.name, versionId: id })
      if (shown.ok) expect(revealText(vault, step.name, { versionId: id })).toBe(expected)
      else expect(shown.failure.kind).toBe(expected ?? (secret === undefined ? 'not-found' : 'scheduled-for-deletion'))
      return
    }
    case 'tag': {
      const tags = { [step.key]: step.value }
      expect(kindOf(vault.tag(actor, step.name, tags))).toBe(
        model.update(step.name, (secret) => {
          secret.tags = { ...secret.tags, ...tags }
        }),
      )
      return
    }
    case 'untag':
      expect(kindOf(vault.untag(actor, step.name, ['team']))).toBe(
        model.update(step.name, (secret) => {
          const { team: _gone, ...kept } = secret.tags
          secret.tags = kept
        }),
      )
      return
    case 'describe':
      expect(kindOf(vault.update(actor, step.name, { description: step.text, favourite: step.favourite }))).toBe(
        model.update(step.name, (secret) => {
          secret.description = step.text
          secret.favourite = step.favourite
        }),
      )
      return
    case 'schedule':
      expect(kindOf(vault.scheduleDeletion(actor, step.name, step.days))).toBe(
        model.schedule(step.name, step.days, home.clock),
      )
      return
    case 'restore':
      expect(kindOf(vault.restore(actor, step.name))).toBe(model.restore(step.name))
      return
    case 'purge':
      expect(kindOf(vault.purge(actor, step.name))).toBe(model.purge(step.name))
      return
    case 'wait':
      home.clock += step.days * dayMs
      expect([...vault.purgeExpired()].sort()).toEqual(model.purgeExpired(home.clock))
      return
    case 'record':
      unwrap(vault.putRecord(2, step.key, step.value))
      model.records.set(step.key, step.value)
      return
    case 'reopen':
      vault.close()
      world.vault = await home.unlock()
      return
    case 'segments':
      await vault.refreshSegments()
      return
  }
}

/** Everything that can be asked, asked, and every value ever written read by its id. */
async function agree({ vault, model }: World): Promise<void> {
  const every = (scope: 'all' | 'scheduled') =>
    vault.list({ query: '', scope, sort: 'name', offset: 0, limit: 500 }).rows.map(({ name: shown }) => shown)
  expect([...every('all'), ...every('scheduled')].sort()).toEqual([...model.secrets.keys()].sort())
  for (const [secretName, secret] of model.secrets) {
    const shown = unwrap(vault.describe(secretName))
    expect({ ...shown.stages }).toEqual(Object.fromEntries(secret.stages))
    expect({ ...shown.tags }).toEqual({ ...secret.tags })
    expect(shown).toMatchObject({
      description: secret.description,
      favourite: secret.favourite,
      deletionAt: secret.deletionAt,
      versionCount: secret.values.size,
    })
    const versions = unwrap(vault.versions(secretName))
    expect(versions.map(({ versionId: id }) => id)).toEqual([...secret.values.keys()].reverse())
    expect(versions.filter(({ stages }) => stages.includes('AWSCURRENT'))).toHaveLength(secret.values.size > 0 ? 1 : 0)
    const current = secret.values.get(secret.stages.get('AWSCURRENT') ?? '')
    expect(shown.sizeBytes).toBe(current === undefined ? null : bytes(current).length)
    if (secret.deletionAt === null)
      for (const [id, text] of secret.values)
        expect(revealText(vault, secretName, { versionId: id }) === new TextDecoder().decode(bytes(text))).toBe(true)
  }
  for (const [key, text] of model.records) expect(vault.getRecord(2, key)).toBe(text)
  expect(unwrap(await vault.verify()).faults).toEqual([])
}

test('a vault and a map in memory agree about everything, whatever is done to them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
      const home = makeHome()
      try {
        await home.create()
        const world: World = { home, model: createModel(), vault: await home.unlock(), versions: 0 }
        for (const step of steps) await run(world, step)
        await agree(world)
        world.vault.close()
        world.model.purgeExpired(home.clock)
        world.vault = await home.unlock()
        await agree(world)
        world.vault.close()
      } finally {
        home.remove()
      }
    }),
    { numRuns: runs },
  )
}, 600_000)

test('many secrets come through segments, changes and reopening as they were', async () => {
  const home = makeHome()
  await home.create()
  let vault = await home.unlock()
  const count = process.env.SLOW === '1' ? 3_000 : 700
  const textByName = new Map<string, string>()
  for (let at = 0; at < count; at += 1) {
    textByName.set(`n/${at}`, `v${at}`)
    unwrap(vault.create(actor, { name: `n/${at}`, kind: 'note', version: textVersion(`v${at}`) }))
  }
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(count - 1), { maxLength: 200 }), fc.boolean(), async (touched, reopen) => {
      for (const [at, number] of touched.entries()) {
        const secretName = `n/${number}`
        if (!textByName.has(secretName)) {
          unwrap(vault.create(actor, { name: secretName, kind: 'note', version: textVersion('again') }))
          textByName.set(secretName, 'again')
        } else if (at % 7 === 0) {
          unwrap(vault.purge(actor, secretName))
          textByName.delete(secretName)
        } else {
          unwrap(vault.put(actor, secretName, textVersion(`${at} of ${number}`)))
          textByName.set(secretName, `${at} of ${number}`)
        }
        if (at === 150) await vault.refreshSegments()
      }
      if (reopen) {
        await vault.refreshSegments()
        vault.close()
        vault = await home.unlock()
      }
      expect(vault.size()).toBe(textByName.size)
      for (const number of touched) {
        const text = textByName.get(`n/${number}`)
        if (text === undefined) expect(kindOf(vault.describe(`n/${number}`))).toBe('not-found')
        else expect(revealText(vault, `n/${number}`)).toBe(text)
      }
      expect(unwrap(await vault.verify()).faults).toEqual([])
    }),
    { numRuns: process.env.SLOW === '1' ? 200 : 15 },
  )
  for (const [secretName, text] of textByName) expect(revealText(vault, secretName)).toBe(text)
  vault.close()
  home.remove()
}, 600_000)
