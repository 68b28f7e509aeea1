import { beforeAll, describe, expect, test } from 'vitest'
import { hex, utf8 } from '../../../../main/core/vault/bytes.ts'
import {
  associatedData,
  columns,
  open,
  openJson,
  type Place,
  type SealContext,
  seal,
  sealJson,
  tables,
} from '../../../../main/core/vault/seal.ts'
import { encrypt, loadSodium, randomBytes } from '../../../../main/core/vault/sodium.ts'

beforeAll(() => loadSodium())

const key = new Uint8Array(32).fill(7)
const context: SealContext = { vaultId: new Uint8Array(16).fill(1), keyEpoch: 2 }
const place: Place = {
  table: tables.version,
  column: columns.value,
  rowId: new Uint8Array(16).fill(3),
  parentId: new Uint8Array(16).fill(4),
  revision: 5,
}

test('the associated data is 68 bytes in the order of the format', () => {
  expect(hex(associatedData(context, place))).toBe(
    [
      '434f4652', // "COFR"
      '0001',
      '01'.repeat(16),
      '02', // table version
      '03', // column value
      '00000002',
      '03'.repeat(16),
      '04'.repeat(16),
      '0000000000000005',
    ].join(''),
  )
})

test('a revision beyond 32 bits keeps all its bits', () => {
  const bound = associatedData(context, { ...place, revision: 2 ** 40 + 1 })
  expect(hex(bound.subarray(60))).toBe('0000010000000001')
})

describe('a sealed text', () => {
  const plain = utf8('plain')
  const sealed = () => seal(key, context, place, plain)

  test('opens in its own place', () => {
    expect(open(key, context, place, sealed())).toEqual(plain)
  })

  const elsewhere: readonly { readonly field: string; readonly context?: SealContext; readonly place?: Place }[] = [
    { field: 'vault', context: { ...context, vaultId: randomBytes(16) } },
    { field: 'key epoch', context: { ...context, keyEpoch: 3 } },
    { field: 'table', place: { ...place, table: tables.secret } },
    { field: 'column', place: { ...place, column: columns.body } },
    { field: 'row', place: { ...place, rowId: randomBytes(16) } },
    { field: 'parent', place: { ...place, parentId: randomBytes(16) } },
    { field: 'revision, one higher', place: { ...place, revision: 6 } },
    { field: 'revision, one lower', place: { ...place, revision: 4 } },
    { field: 'row and parent exchanged', place: { ...place, rowId: place.parentId, parentId: place.rowId } },
  ]
  for (const { field, context: otherContext = context, place: otherPlace = place } of elsewhere)
    test(`does not open in another ${field}`, () => {
      expect(open(key, otherContext, otherPlace, sealed())).toBeNull()
    })

  test('does not open with a single bit changed, wherever it is', () => {
    const whole = sealed()
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const changed = whole.slice()
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(open(key, context, place, changed)).toBeNull()
    }
  })

  test('does not open when its padding is wrong, though it verifies', () => {
    const notPadded = encrypt(key, new Uint8Array(80).fill(1), associatedData(context, place))
    expect(open(key, context, place, notPadded)).toBeNull()
  })

  test('leaves the caller’s bytes as they were', () => {
    const own = utf8('own')
    seal(key, context, place, own)
    expect(own).toEqual(utf8('own'))
  })

  test('has the size of others: 64 bytes and 40 around them', () => {
    for (const length of [0, 1, 33, 60]) expect(seal(key, context, place, new Uint8Array(length))).toHaveLength(64 + 40)
  })
})

describe('a sealed body', () => {
  test('comes back as it was', () => {
    const body = { name: 'prod/ä', tags: { ['__proto__']: 'x' }, list: [1, null] }
    expect(JSON.stringify(openJson(key, context, place, sealJson(key, context, place, body)))).toBe(
      JSON.stringify(body),
    )
  })
  test('is null when it does not verify', () => {
    expect(openJson(key, context, { ...place, revision: 9 }, sealJson(key, context, place, {}))).toBeNull()
  })
})
