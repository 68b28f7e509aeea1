import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvedLabelled } from '../../../../main/core/sync/approvals.ts'
import { type BaseRow, type BaseStore, openBaseStore } from '../../../../main/core/sync/base-store.ts'
import { createDigests } from '../../../../main/core/sync/digests.ts'
import { createVetting, type VettingDesk } from '../../../../main/core/sync/vetting.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import type { Kind } from '../../../../shared/model.ts'
import { actor, kindOf, makeVault, type TestHome, textVersion, unwrap } from '../../../support/vault.ts'

const strong = 'vJ8#kQz2!mW5xT9pLr4n'
const place = { target: 'prod', region: 'eu-west-1' }

let home: TestHome
let vault: Vault
let bases: BaseStore
let desk: VettingDesk
let changes = 0

function open(): void {
  bases = openBaseStore(vault)
  desk = createVetting({
    vault,
    bases,
    now: () => home.clock,
    digests: createDigests(),
    isPushed: ({ name }) => name.startsWith('prod/'),
    rotatesInAws: (name) => name === 'prod/rotated',
    onChange: () => {
      changes += 1
    },
  })
}

beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
  changes = 0
  open()
})
afterEach(() => {
  vault.close()
  home.remove()
})

const create = (name: string, value: string, kind: Kind = 'login'): string =>
  unwrap(vault.create(actor, { name, kind, version: textVersion(value) })).versionId ?? ''
const put = (name: string, value: string): string => unwrap(vault.put(actor, name, textVersion(value))).versionId
const login = (password: string): string => JSON.stringify({ username: 'ann', password })
const codes = async (name: string): Promise<readonly string[]> =>
  unwrap(await desk.check(name)).findings.map(({ level, code }) => `${level} ${code}`)

/** A row that says so. */
const agreedOn = (name: string, current: string, stages: Readonly<Record<string, string>> = {}): BaseRow => ({
  state: {
    name,
    remoteName: name,
    arn: null,
    created: true,
    deletionAt: null,
    agreedAt: home.clock,
    current,
    stages,
    description: '',
    tags: {},
    kmsKeyId: null,
  },
  pushed: [],
})

describe('approving', () => {
  it('is in the audit log with the version, and stays with the secret', async () => {
    const versionId = create('prod/db', login(strong))
    expect(unwrap(await desk.check('prod/db')).approvedAt).toBeNull()
    expect(unwrap(await desk.approve(actor, 'prod/db', undefined, [])).approvedAt).toBe(home.clock)
    const [entry] = vault.auditLog({ limit: 1 }).entries
    expect(entry).toMatchObject({ action: 'secret.approve', secret: 'prod/db', versionId })
    expect(changes).toBe(1)
    vault.close()
    vault = await home.unlock()
    open()
    expect(unwrap(await desk.check('prod/db')).approvedAt).toBe(home.clock)
  })

  it('is for one version: the next one waits again', async () => {
    create('prod/db', login(strong))
    unwrap(await desk.approve(actor, 'prod/db', undefined, 'all'))
    const next = put('prod/db', login(`${strong}2`))
    expect(unwrap(await desk.waiting()).map(({ versionId }) => versionId)).toEqual([next])
  })

  it('is waited for by labels of the user too, until it was given or agreed', async () => {
    const first = create('prod/db', login(strong))
    const second = put('prod/db', login(`${strong}2`))
    unwrap(vault.moveStage(actor, 'prod/db', { stage: 'canary', moveTo: first }))
    unwrap(vault.moveStage(actor, 'prod/db', { stage: 'COFFER-SYNC', moveTo: first }))
    unwrap(await desk.approve(actor, 'prod/db', second, 'all'))
    expect(unwrap(await desk.waiting()).map(({ versionId }) => versionId)).toEqual([first])
    expect(desk.waitingNames()).toEqual(['prod/db'])
    unwrap(vault.moveStage(actor, 'prod/db', { stage: 'canary', moveTo: second, removeFrom: first }))
    expect(desk.waitingNames()).toEqual([])
    const third = put('prod/db', login(`${strong}3`))
    unwrap(vault.moveStage(actor, 'prod/db', { stage: 'canary', moveTo: first, removeFrom: second }))
    expect(unwrap(await desk.waiting()).map(({ versionId }) => versionId)).toEqual([third, first])
    expect(desk.waitingNames()).toEqual(['prod/db'])
    bases.moved(place, agreedOn('prod/db', third, { canary: first })).commit()
    expect(unwrap(await desk.waiting())).toEqual([])
  })

  it('is refused while an error stands, whatever is accepted', async () => {
    create('prod/db', login('changeme'))
    const refused = await desk.approve(actor, 'prod/db', undefined, 'all')
    expect(refused).toMatchObject({ failure: { kind: 'refused', message: expect.stringContaining('placeholder') } })
    expect(approvedLabelled(unwrap(vault.body('prod/db')))).toEqual([])
  })

  it('is refused until every warning has its tick, which the log names', async () => {
    create('prod/other', login(strong))
    create('prod/db', login(strong))
    expect(await codes('prod/db')).toEqual(['warning reused'])
    expect(kindOf(await desk.approve(actor, 'prod/db', undefined, []))).toBe('refused')
    expect(kindOf(await desk.approve(actor, 'prod/db', undefined, ['weak']))).toBe('refused')
    unwrap(await desk.approve(actor, 'prod/db', undefined, ['reused']))
    expect(vault.auditLog({ limit: 1 }).entries[0]?.detail).toBe('accepted: reused')
  })

  it('survives new versions as long as the version has a label, or is one of the last fifty', async () => {
    const first = create('prod/db', login(strong))
    unwrap(await desk.approve(actor, 'prod/db', undefined, 'all'))
    unwrap(vault.moveStage(actor, 'prod/db', { stage: 'stable', moveTo: first }))
    for (let at = 0; at < 60; at += 1) {
      put('prod/db', login(`${strong}${at}`))
      unwrap(await desk.approve(actor, 'prod/db', undefined, 'all'))
    }
    expect(unwrap(await desk.check('prod/db', first)).approvedAt).not.toBeNull()
    const kept = unwrap(vault.body('prod/db')).extension.sync as { readonly approved: object }
    expect(Object.keys(kept.approved).length).toBeLessThanOrEqual(52)
  })
})

describe('checking', () => {
  it('knows where else a secret part is used, and forgets it when it changes there', async () => {
    create('prod/a', login(strong))
    create('prod/b', JSON.stringify({ username: 'bob', password: strong }))
    expect(await codes('prod/a')).toEqual(['warning reused'])
    put('prod/b', login(`${strong}2`))
    expect(await codes('prod/a')).toEqual([])
    unwrap(vault.scheduleDeletion(actor, 'prod/a', 7))
    put('prod/b', login(strong))
    expect(await codes('prod/b')).toEqual([])
  })

  it('warns of a value that was pushed before and replaced there', async () => {
    const first = create('prod/db', login(strong))
    const second = put('prod/db', login(`${strong}2`))
    const { state } = agreedOn('prod/db', second)
    const moved = bases.moved(place, { state, pushed: [second, first].map((id) => ({ id, at: home.clock })) })
    unwrap(vault.changeRecords([moved.change]))
    moved.commit()
    expect(await codes('prod/db')).toEqual([])
    put('prod/db', login(strong))
    expect(await codes('prod/db')).toEqual(['warning rolled-back'])
  })

  it('knows that AWS rotates the secret', async () => {
    create('prod/rotated', '{"engine":"postgres","host":"h","username":"u"}', 'database')
    create('prod/same', '{"engine":"postgres","host":"h","username":"u"}', 'database')
    expect(await codes('prod/rotated')).toEqual(['error field-missing'])
    expect(await codes('prod/same')).toEqual(['warning field-missing'])
  })

  it('says so of a secret without a value, a version that is not there, and a name that is not', async () => {
    unwrap(vault.create(actor, { name: 'prod/empty', kind: 'note' }))
    expect(kindOf(await desk.check('prod/empty'))).toBe('stage-not-found')
    expect(kindOf(await desk.check('prod/none'))).toBe('not-found')
    create('prod/db', login(strong))
    expect(kindOf(await desk.check('prod/db', 'x'.repeat(36)))).toBe('version-not-found')
  })
})

describe('what waits', () => {
  it('is what a target would push and nobody approved or agreed on', async () => {
    create('prod/a', login(strong))
    create('dev/b', login(`${strong}2`))
    create('prod/c', login(`${strong}3`))
    unwrap(vault.scheduleDeletion(actor, 'prod/c', 7))
    unwrap(vault.create(actor, { name: 'prod/empty', kind: 'note' }))
    expect(desk.waitingNames()).toEqual(['prod/a'])
    const first = desk.waiting()
    expect(desk.waiting()).toBe(first)
    const [vetting] = unwrap(await first)
    expect(unwrap(await desk.waiting())[0]?.findings).toBe(vetting?.findings)
    unwrap(await desk.approve(actor, 'prod/a', undefined, 'all'))
    expect(unwrap(await desk.waiting())).toEqual([])
  })
})
