/** The tray's picture, drawn here: a small chest, shut when locked and with its lid up when unlocked. */

export interface TrayBitmap {
  readonly size: number
  /** BGRA, premultiplied, as nativeImage.createFromBitmap takes it. */
  readonly pixels: Uint8Array
}

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly radius: number
}

/** In units of the picture's side. */
const body: Box = { left: 0.1, top: 0.48, right: 0.9, bottom: 0.9, radius: 0.08 }
const lid = (open: boolean): Box => {
  const top = open ? 0.06 : 0.16
  return { left: 0.1, top, right: 0.9, bottom: top + 0.24, radius: 0.1 }
}
const keyhole = { x: 0.5, y: 0.66, radius: 0.09 } as const
const subpixels = 4

/** `gray` is 0 for a dark picture (macOS templates) and 255 for a light one. */
export function drawTray(size: number, unlocked: boolean, gray: number): TrayBitmap {
  const pixels = new Uint8Array(size * size * 4)
  for (let index = 0; index < size * size; index++) {
    const alpha = coverage(index % size, Math.floor(index / size), size, unlocked)
    pixels.fill(Math.round(alpha * gray), index * 4, index * 4 + 3)
    pixels[index * 4 + 3] = Math.round(alpha * 255)
  }
  return { size, pixels }
}

/** How much of the pixel the picture covers, 0 to 1, from a grid of samples. */
function coverage(column: number, row: number, size: number, unlocked: boolean): number {
  let inside = 0
  for (let sample = 0; sample < subpixels ** 2; sample++) {
    const x = (column + ((sample % subpixels) + 0.5) / subpixels) / size
    const y = (row + (Math.floor(sample / subpixels) + 0.5) / subpixels) / size
    if (isInside(x, y, unlocked)) inside++
  }
  return inside / subpixels ** 2
}

function isInside(x: number, y: number, unlocked: boolean): boolean {
  if (Math.hypot(x - keyhole.x, y - keyhole.y) < keyhole.radius) return false
  return inBox(x, y, body) || inBox(x, y, lid(unlocked))
}

function inBox(x: number, y: number, { left, top, right, bottom, radius }: Box): boolean {
  if (x < left || x > right || y < top || y > bottom) return false
  const dx = Math.max(left + radius - x, x - (right - radius), 0)
  const dy = Math.max(top + radius - y, y - (bottom - radius), 0)
  return Math.hypot(dx, dy) <= radius
}
