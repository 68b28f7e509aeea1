import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import { createSelection } from '../../../../main/core/sync/selection.ts'
import { makeBase, makeInput, makeLocal, makeRemote, makeTarget, now, outcome } from './planning.ts'

const select = (change: Parameters<typeof makeTarget>[0]) => createSelection(makeTarget(change))

describe('names', () => {
  it('swap the local prefix for the remote one, and back', () => {
    const { toRemote, toLocal } = select({ localPrefix: 'prod/', remotePrefix: 'app/eu/' })
    expect(toRemote('prod/db')).toBe('app/eu/db')
    expect(toLocal('app/eu/db')).toBe('prod/db')
    expect(toRemote('dev/db')).toBeNull()
    expect(toLocal('app/us/db')).toBeNull()
  })

  it('that are nothing but the prefix, too long on the other side, or not allowed here have none', () => {
    const long = select({ remotePrefix: 'x'.repeat(500) })
    expect(select({ localPrefix: 'prod/', remotePrefix: 'app/' }).toRemote('prod/')).toBeNull()
    expect(long.toRemote('a'.repeat(12))).toHaveLength(512)
    expect(long.toRemote('a'.repeat(13))).toBeNull()
    expect(select({}).toLocal('rds!db-1234')).toBeNull()
  })

  it('map one to one', () => {
    const name = fc.stringMatching(/^[a-z/]{1,12}$/)
    const prefix = fc.stringMatching(/^[a-z/]{0,4}$/)
    fc.assert(
      fc.property(prefix, prefix, name, (localPrefix, remotePrefix, rest) => {
        const { toRemote, toLocal } = select({ localPrefix, remotePrefix })
        expect(toRemote(localPrefix + rest)).toBe(remotePrefix + rest)
        expect(toLocal(remotePrefix + rest)).toBe(localPrefix + rest)
      }),
    )
  })
})

describe('the keys of a target', () => {
  const credentials = { from: 'vault', secret: 'aws/keys' } as const

  it('are taken by every target but the one they open', () => {
    expect(select({ credentials }).takes('aws/keys')).toBe(false)
    expect(select({ credentials }).takes('aws/keys2')).toBe(true)
    expect(select({}).takes('aws/keys')).toBe(true)
  })

  it('go nowhere and come from nowhere, whatever was agreed before', () => {
    const target = makeTarget({ credentials, include: ['aws/**'] })
    const [name, remoteName] = ['aws/keys', 'aws/keys']
    const bases = [makeBase({ name, remoteName })]
    const nothing = { operations: [], notes: [], forget: [] }
    expect(planTarget(makeInput({ target, locals: [makeLocal({ name })] }))).toMatchObject(nothing)
    expect(planTarget(makeInput({ target, remotes: [makeRemote({ name })] }))).toMatchObject(nothing)
    expect(planTarget(makeInput({ target, bases, remotes: [makeRemote({ name })] }))).toMatchObject(nothing)
    expect(planTarget(makeInput({ target, bases, locals: [makeLocal({ name })] }))).toMatchObject(nothing)
  })
})

describe('globs', () => {
  it('take everything under the prefix when none is given', () => {
    const { takes } = select({ localPrefix: 'prod/' })
    expect(takes('prod/a/b')).toBe(true)
    expect(takes('dev/a')).toBe(false)
  })

  it('take what one of them matches by its local name, unless it is excluded', () => {
    const { takes } = select({ include: ['prod/*', 'shared/**'], exclude: ['**/test'] })
    expect(['prod/a', 'shared/a/b'].map(takes)).toEqual([true, true])
    expect(['prod/a/b', 'other', 'prod/test', 'shared/a/test'].map(takes)).toEqual([false, false, false, false])
  })
})

describe('tags', () => {
  it('must all be there with their values', () => {
    const { tagged } = select({ tags: { team: 'a', tier: '1' } })
    expect(tagged({ team: 'a', tier: '1', more: 'x' })).toBe(true)
    expect(tagged({ team: 'a' })).toBe(false)
    expect(tagged({ team: 'b', tier: '1' })).toBe(false)
  })

  it('are no rule when none is given, and no inherited word counts as one', () => {
    expect(select({}).tagged({})).toBe(true)
    expect(select({ tags: { constructor: 'x' } }).tagged({})).toBe(false)
  })
})

describe('a plan', () => {
  it('carries a secret under its other name', () => {
    const target = makeTarget({ localPrefix: 'prod/', remotePrefix: 'app/' })
    const locals = [makeLocal({ name: 'prod/db' }), makeLocal({ name: 'dev/db' })]
    const remotes = [makeRemote({ name: 'app/web' })]
    const { operations } = planTarget(makeInput({ target, locals, remotes }))
    expect(operations.map(({ action, name, remoteName }) => [action, name, remoteName])).toEqual([
      ['create', 'prod/db', 'app/db'],
      ['pull-create', 'prod/web', 'app/web'],
    ])
  })

  it.each([
    ['a name that is excluded now', { exclude: ['app/*'] }],
    ['a prefix that is another one now', { localPrefix: 'web/', remotePrefix: 'web/' }],
    ['a tag that is missing now', { tags: { team: 'a' } }],
  ])('takes %s for no deletion on either side', (_, change) => {
    const target = makeTarget(change)
    const bases = [makeBase()]
    expect(outcome(planTarget(makeInput({ target, bases, locals: [makeLocal()], remotes: [makeRemote()] })))).toBe(
      'nothing',
    )
    expect(outcome(planTarget(makeInput({ target, bases, remotes: [makeRemote()] })))).toBe('nothing')
    expect(outcome(planTarget(makeInput({ target, bases, locals: [makeLocal()] })))).toBe('nothing')
  })

  it('goes by our tags where both sides have the secret', () => {
    const target = makeTarget({ tags: { team: 'a' } })
    const remotes = [makeRemote({ tags: { team: 'a' } })]
    expect(outcome(planTarget(makeInput({ target, locals: [makeLocal()], remotes })))).toBe('nothing')
    expect(outcome(planTarget(makeInput({ target, remotes })))).toBe('pull-create')
  })

  it('starts anew when the remote prefix has changed: what was synced before stays where it is', () => {
    const target = makeTarget({ remotePrefix: 'new/' })
    const planned = planTarget(makeInput({ target, bases: [makeBase()], locals: [makeLocal()], remotes: [] }))
    expect(planned.operations).toMatchObject([{ action: 'create', remoteName: 'new/app/db' }])
  })

  it('says what it cannot push because AWS allows no such name', () => {
    const long = 'x'.repeat(510)
    const tooLong = { name: long, message: expect.stringMatching(/^Not pushed: .* more than 512 characters\.$/) }
    const noneLeft = { name: 'app/', message: expect.stringMatching(/^Not pushed: .* nothing of it/) }
    const locals = [makeLocal({ name: long }), makeLocal({ name: 'app/' })]
    const notesOf = (rules: Parameters<typeof makeTarget>[0], these = locals) =>
      planTarget(makeInput({ target: makeTarget(rules), locals: these })).notes
    expect(notesOf({ remotePrefix: 'prod/' })).toMatchObject([tooLong])
    expect(notesOf({ localPrefix: 'app/' })).toMatchObject([noneLeft])
    expect(notesOf({ remotePrefix: 'rds!' }, [makeLocal()])).toMatchObject([{ name: 'app/db' }])
    expect(notesOf({ remotePrefix: 'prod/', direction: 'pull' })).toEqual([])
    expect(notesOf({ remotePrefix: 'prod/', tags: { team: 'a' } })).toEqual([])
    expect(notesOf({ remotePrefix: 'prod/' }, [makeLocal({ name: long, deletionAt: now })])).toEqual([])
  })

  it('says what it cannot pull because the vault allows no such name', () => {
    const remotes = [makeRemote({ name: 'rds!db-1234', owningService: 'rds' })]
    const message = expect.stringMatching(/^Not pulled: the vault allows no secret of that name\./)
    for (const include of [[], ['rds!*']]) {
      const planned = planTarget(makeInput({ target: makeTarget({ include }), remotes }))
      expect(planned).toMatchObject({ operations: [], notes: [{ name: 'rds!db-1234', message }] })
    }
    expect(planTarget(makeInput({ target: makeTarget({ include: ['app/**'] }), remotes })).notes).toEqual([])
  })
})
