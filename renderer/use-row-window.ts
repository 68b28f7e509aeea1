import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import {
  placedRows,
  type RowLayout,
  type RowPlace,
  seenRows,
  topToShow,
  totalHeight,
  type Viewport,
} from './lib/row-window.ts'

interface RowWindow {
  readonly rows: readonly RowPlace[]
  /** Of all rows together, in px. */
  readonly height: number
  /** Scrolls no further than it takes to see the row. */
  readonly show: (index: number) => void
  readonly toTop: () => void
}

const nowhere: Viewport = { top: 0, height: 0 }

/** The rows of a scrolling element that can be seen, and follow it. The element is asked only when it says that it moved. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, layout: RowLayout): RowWindow {
  const [viewport, setViewport] = useState(nowhere)
  const latest = useRef({ viewport, layout })
  latest.current.layout = layout
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = (height: number): Viewport => {
      const next = { top: element.scrollTop, height }
      latest.current.viewport = next
      return next
    }
    setViewport(look(element.clientHeight))
    /** In the same frame: a row that comes later would be seen missing. */
    const onScroll = (): void => {
      const before = latest.current.viewport
      const next = look(before.height)
      if (seenRows(latest.current.layout, before).first !== seenRows(latest.current.layout, next).first)
        flushSync(() => setViewport(next))
    }
    const resized = new ResizeObserver(() => setViewport(look(element.clientHeight)))
    resized.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [scroller])
  const show = useCallback(
    (index: number) => scroller.current?.scrollTo(0, topToShow(latest.current.layout, latest.current.viewport, index)),
    [scroller],
  )
  const toTop = useCallback(() => {
    if (latest.current.viewport.top !== 0) scroller.current?.scrollTo(0, 0)
  }, [scroller])
  return {
    rows: placedRows(layout, viewport),
    height: totalHeight(layout),
    show,
    toTop,
  }
}
