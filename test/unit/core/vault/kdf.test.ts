import { describe, expect, test } from 'vitest'
import { fromHex, hex, utf8 } from '../../../../main/core/vault/bytes.ts'
import {
  costFor,
  createKdf,
  floorCost,
  isAcceptableCost,
  maxCost,
  normalisePassword,
} from '../../../../main/core/vault/kdf.ts'

const gib = 2 ** 30
/** Milliseconds a KiB and pass, when the floor takes this long. */
const whenFloorTakes = (ms: number) => ms / (floorCost.memoryKib * floorCost.passes)

describe('the calibrated cost', () => {
  test.each([
    { machine: 'fast, with much memory', floorMs: 60, ram: 64 * gib, cost: { memoryKib: 512 * 1024, passes: 5 } },
    { machine: 'usual', floorMs: 240, ram: 16 * gib, cost: { memoryKib: 128 * 1024, passes: 5 } },
    { machine: 'fast, with 2 GiB', floorMs: 60, ram: 2 * gib, cost: { memoryKib: 256 * 1024, passes: 10 } },
    { machine: 'fast, with 512 MiB', floorMs: 60, ram: gib / 2, cost: { memoryKib: 64 * 1024, passes: 40 } },
    { machine: 'slow', floorMs: 790, ram: 16 * gib, cost: floorCost },
    { machine: 'too slow for the target', floorMs: 9_000, ram: 16 * gib, cost: floorCost },
    { machine: 'too small for the floor', floorMs: 900, ram: gib / 16, cost: floorCost },
  ])('of a machine that is $machine', ({ floorMs, ram, cost }) => {
    expect(costFor(whenFloorTakes(floorMs), ram)).toEqual({ ...cost, passes: Math.min(cost.passes, maxCost.passes) })
  })

  test('is never below the floor and never above what a file may ask', () => {
    for (const floorMs of [0.001, 1, 10, 100, 1_000, 100_000])
      for (const ram of [0, gib / 8, gib, 8 * gib, 1_024 * gib]) {
        const cost = costFor(whenFloorTakes(floorMs), ram)
        expect(cost.memoryKib).toBeGreaterThanOrEqual(floorCost.memoryKib)
        expect(cost.passes).toBeGreaterThanOrEqual(floorCost.passes)
        expect(isAcceptableCost(cost)).toBe(true)
      }
  })
})

test.each([
  [floorCost, true],
  [maxCost, true],
  [{ memoryKib: maxCost.memoryKib + 1, passes: 3 }, false],
  [{ memoryKib: 65_536, passes: maxCost.passes + 1 }, false],
  [{ memoryKib: 65_536, passes: 0 }, false],
  [{ memoryKib: 7, passes: 1 }, false],
  [{ memoryKib: Number.NaN, passes: 1 }, false],
])('a file that asks for %o is accepted: %s', (cost, accepted) => {
  expect(isAcceptableCost(cost)).toBe(accepted)
})

describe('a password', () => {
  test('typed composed or decomposed is the same', () => {
    expect(normalisePassword(utf8('Gru\u0308\u00dfe'))).toEqual(normalisePassword(utf8('Gr\u00fc\u00dfe')))
    expect(normalisePassword(utf8('\ufb01'))).toEqual(utf8('fi'))
  })
  test('of ASCII, or that is no text, stays as it is, in a copy', () => {
    const ascii = utf8('pass word')
    expect(normalisePassword(ascii)).toEqual(ascii)
    expect(normalisePassword(ascii)).not.toBe(ascii)
    expect(normalisePassword(fromHex('ff00fe'))).toEqual(fromHex('ff00fe'))
  })
})

describe('the hash in its worker', () => {
  const kdf = createKdf(new URL('../../../../main/core/vault/kdf-worker.ts', import.meta.url))

  test('gives the known answer at the floor, leaves the caller’s password, and does not stall the loop', async () => {
    const password = utf8('password')
    let ticks = 0
    const ticking = setInterval(() => {
      ticks += 1
    }, 5)
    const key = await kdf.derive(password, utf8('0123456789abcdef'), floorCost)
    clearInterval(ticking)
    expect(hex(key)).toBe('daf16780dcb73e862146297fa17b81b86b480f33c0b67daef0f2c7c809c5797b')
    expect(password).toEqual(utf8('password'))
    expect(ticks).toBeGreaterThan(3)
  })

  test('refuses a cost beyond the cap before any work', () => {
    expect(() => kdf.derive(utf8('p'), new Uint8Array(16), { memoryKib: 2 ** 23, passes: 3 })).toThrow(RangeError)
  })

  test('fails, and does not hang, when the worker cannot do it', async () => {
    await expect(kdf.derive(utf8('p'), new Uint8Array(3), floorCost)).rejects.toThrow()
  })
})
