import { describe, expect, test } from 'vitest'
import { drawTray } from '../../../main/tray-image.ts'

const alpha = (pixels: Uint8Array, size: number, x: number, y: number) =>
  pixels[(Math.floor(y * size) * size + Math.floor(x * size)) * 4 + 3]

describe('the tray’s picture', () => {
  test('has a body, a keyhole, and nothing in its corners, at every size', () => {
    for (const size of [16, 32, 64]) {
      const { pixels } = drawTray(size, false, 235)
      expect(pixels).toHaveLength(size * size * 4)
      expect(alpha(pixels, size, 0.2, 0.7)).toBe(255)
      expect(alpha(pixels, size, 0.5, 0.66)).toBeLessThan(80)
      for (const corner of [0, 0.99]) expect(alpha(pixels, size, corner, corner)).toBe(0)
    }
  })
  test('shows whether the vault is open', () => {
    expect(drawTray(16, true, 235).pixels).not.toEqual(drawTray(16, false, 235).pixels)
  })
  test('is premultiplied and of one gray', () => {
    const { pixels } = drawTray(32, true, 40)
    for (let index = 0; index < pixels.length; index += 4) {
      const [blue = 0, green, red, cover = 0] = pixels.subarray(index, index + 4)
      expect([green, red]).toEqual([blue, blue])
      expect(Math.abs(blue - (cover / 255) * 40)).toBeLessThanOrEqual(1)
    }
  })
})
