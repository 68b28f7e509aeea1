import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReadLog, type ReadLog } from '../../../../main/core/endpoint/read-log.ts'
import { type AuditEntry, openAuditRow } from '../../../../main/core/vault/audit.ts'
import { auditRowsAfter } from '../../../../main/core/vault/store/journal-rows.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import { actor, makeVault, type TestHome, textVersion, unwrap } from '../../../support/vault.ts'

const WINDOW_MS = 60
const [one, two] = [randomUUID(), randomUUID()]
let home: TestHome
let vault: Vault
let log: ReadLog
beforeEach(async () => {
  ;({ home, vault } = await makeVault())
  unwrap(vault.create(actor, { name: 'n', kind: 'note', version: textVersion('1', one) }))
  unwrap(vault.put(actor, 'n', textVersion('2', two)))
  log = createReadLog(() => home.clock, WINDOW_MS)
})
afterEach(() => {
  log.flush()
  vault.close()
  home.remove()
})

const read = (program: string, versionId = one, count = 1): void => {
  for (let left = count; left > 0; left -= 1)
    unwrap(log.read(vault, { door: 'endpoint', program }, { name: 'n', versionId }))
}
const entries = (): readonly AuditEntry[] =>
  auditRowsAfter(vault.ledger.db, 0, 1_000)
    .flatMap((row) => openAuditRow(vault.ledger.keys, vault.ledger.context, row) ?? [])
    .filter(({ actor: { door } }) => door === 'endpoint')
const seen = () => entries().map((entry) => [entry.actor.program, entry.versionId, entry.detail])
const windowEnds = () => new Promise((resolve) => setTimeout(resolve, WINDOW_MS * 1.5))

describe('the read log', () => {
  it('has a first read before the value leaves, and counts what follows', async () => {
    read('a')
    expect(seen()).toEqual([['a', one, undefined]])
    read('a', one, 9)
    expect(seen()).toHaveLength(1)
    await windowEnds()
    expect(seen()).toEqual([
      ['a', one, undefined],
      ['a', one, '9 more within a second'],
    ])
  })

  it('tells programs and versions apart', () => {
    read('a')
    read('b')
    read('a', two)
    expect(seen()).toEqual([
      ['a', one, undefined],
      ['b', one, undefined],
      ['a', two, undefined],
    ])
  })

  it('adds up to every read, however they fall', async () => {
    for (let round = 0; round < 6; round += 1) {
      read('a', one, 7)
      await new Promise((resolve) => setTimeout(resolve, WINDOW_MS / 3))
    }
    log.flush()
    const total = entries().reduce(
      (sum, { detail }) => sum + (detail === undefined ? 1 : Number.parseInt(detail, 10)),
      0,
    )
    expect(total).toBe(42)
    expect(entries().length).toBeLessThan(10)
  })

  it('begins anew after a quiet window', async () => {
    read('a')
    await windowEnds()
    read('a')
    expect(seen()).toEqual([
      ['a', one, undefined],
      ['a', one, undefined],
    ])
  })

  it('enters the first read of another day, which moves the date of last access, and loses no count', () => {
    read('a', one, 3)
    home.clock += 86_400_000
    read('a', one, 2)
    log.flush()
    expect(seen().map(([, , detail]) => detail)).toEqual([undefined, undefined, '3 more within a second'])
    const [version] = unwrap(vault.versions('n')).filter(({ versionId }) => versionId === one)
    expect(version?.accessedAt).toBe(home.clock - (home.clock % 86_400_000))
  })

  it('enters what it counted when it is told to end', () => {
    read('a', one, 3)
    log.flush()
    expect(seen()).toEqual([
      ['a', one, undefined],
      ['a', one, '2 more within a second'],
    ])
  })

  it('still gives the newest bytes, and nothing after the secret went', () => {
    read('a')
    unwrap(vault.scheduleDeletion(actor, 'n'))
    expect(log.read(vault, { door: 'endpoint', program: 'a' }, { name: 'n', versionId: one })).toMatchObject({
      ok: false,
      failure: { kind: 'scheduled-for-deletion' },
    })
  })
})
