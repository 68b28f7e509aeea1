/** Which of many rows of one height are in the page: those that can be seen, and some beyond either edge. All in px. */
export interface RowLayout {
  readonly count: number
  readonly rowHeight: number
  /** Rows beyond each edge. */
  readonly overscan: number
  readonly paddingStart: number
  readonly paddingEnd: number
}

export interface RowPlace {
  readonly index: number
  readonly top: number
}

/** `top` is where the element is scrolled to, `height` how much of it can be seen. */
export interface Viewport {
  readonly top: number
  readonly height: number
}

export const totalHeight = ({ count, rowHeight, paddingStart, paddingEnd }: RowLayout): number =>
  paddingStart + count * rowHeight + paddingEnd

/** The first and the last row that can be seen; the last is before the first where there is none. */
export function seenRows({ count, rowHeight, paddingStart }: RowLayout, { top, height }: Viewport) {
  const first = Math.floor((top - paddingStart) / rowHeight)
  const last = Math.floor((top + height - paddingStart) / rowHeight)
  // Where the rows became fewer, the element is scrolled beyond its end until the next event says otherwise.
  const beyond = Math.max(0, last - (count - 1))
  return { first: Math.max(0, first - beyond), last: Math.min(count - 1, last) }
}

export function placedRows(layout: RowLayout, viewport: Viewport): readonly RowPlace[] {
  const { first, last } = seenRows(layout, viewport)
  if (viewport.height === 0 || last < first) return []
  const from = Math.max(0, first - layout.overscan)
  const to = Math.min(layout.count - 1, last + layout.overscan)
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    index: from + at,
    top: layout.paddingStart + (from + at) * layout.rowHeight,
  }))
}

/** Where to scroll to so that a row is seen as a whole, moving no more than it takes. */
export function topToShow({ rowHeight, paddingStart, paddingEnd }: RowLayout, viewport: Viewport, index: number) {
  const start = paddingStart + index * rowHeight
  if (start - paddingStart < viewport.top) return start - paddingStart
  return Math.max(viewport.top, start + rowHeight + paddingEnd - viewport.height)
}
