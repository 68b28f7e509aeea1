import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pad, padmeLength, unpad } from '../../../../main/core/vault/padding.ts'

// Padmé as its paper defines it, in integers: E = floor(log2 L), S = floor(log2 E) + 1, the last E − S bits are zero.
function padmeOfThePaper(length: number): number {
  const e = BigInt(length).toString(2).length - 1
  const s = e.toString(2).length
  const mask = (1n << BigInt(e - s)) - 1n
  return Number((BigInt(length) + mask) & ~mask)
}

describe('the padded length', () => {
  test.each([
    [0, 64],
    [1, 64],
    [64, 64],
    [65, 72],
    [72, 72],
    [73, 80],
    [129, 144],
    [1_000, 1_024],
    [1_024, 1_024],
    [1_025, 1_088],
    [65_540, 67_584],
  ])('of %i bytes is %i', (length, padded) => {
    expect(padmeLength(length)).toBe(padded)
  })

  test('is the paper’s above the floor, for every length a value may have', () => {
    for (let length = 65; length <= 70_000; length += 1) expect(padmeLength(length)).toBe(padmeOfThePaper(length))
  })

  test('adds at most 12 % above the floor, and never shrinks', () => {
    for (let length = 65; length <= 70_000; length += 1) {
      expect(padmeLength(length)).toBeGreaterThanOrEqual(length)
      expect(padmeLength(length) / length).toBeLessThan(1.12)
    }
  })

  test('leaves 81 sizes visible for texts of up to 4,096 bytes, as the reference measured', () => {
    expect(new Set(Array.from({ length: 4_096 }, (_, at) => padmeLength(at + 1))).size).toBeLessThanOrEqual(81)
  })
})

describe('padding', () => {
  test('comes off again, at every length around its steps', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (content) => {
        expect(unpad(pad(content))).toEqual(content)
      }),
    )
  })

  test('is a copy of what it was given', () => {
    const content = Uint8Array.of(1, 2, 3)
    const padded = pad(content)
    content.fill(9)
    expect([...padded.subarray(0, 8)]).toEqual([0, 0, 0, 3, 1, 2, 3, 0])
  })

  test('is refused when its length or its zeros are wrong', () => {
    const padded = pad(Uint8Array.of(1, 2, 3))
    const changed = (at: number, value: number) => {
      const copy = padded.slice()
      copy[at] = value
      return copy
    }
    expect(unpad(changed(63, 1))).toBeNull()
    expect(unpad(changed(7, 1))).toBeNull()
    expect(unpad(changed(0, 255))).toBeNull()
    expect(unpad(changed(3, 61))).toBeNull()
    expect(unpad(padded.subarray(0, 63))).toBeNull()
    expect(unpad(Buffer.concat([padded, padded]))).toBeNull()
    expect(unpad(new Uint8Array(0))).toBeNull()
  })

  test('that hides two lengths in one size does not confuse them', () => {
    expect(pad(new Uint8Array(10))).toHaveLength(pad(new Uint8Array(11)).length)
    expect(unpad(pad(new Uint8Array(10)))).toHaveLength(10)
  })
})
