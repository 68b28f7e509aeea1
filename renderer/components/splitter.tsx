import { type KeyboardEvent, type PointerEvent, useRef } from 'react'

interface SplitterProps {
  readonly label: string
  /** Width in px of the pane at its left. */
  readonly width: number
  readonly min: number
  readonly max: number
  readonly onWidth: (width: number) => void
  /** The drag ended, or the keyboard left it. */
  readonly onDone: () => void
}

const stepPx = 16

/** The line between two panes: dragged, or moved by the arrow keys. */
export function Splitter({ label, width, min, max, onWidth, onDone }: SplitterProps) {
  const start = useRef({ x: 0, width: 0 })
  const resize = (to: number): void => onWidth(Math.min(max, Math.max(min, Math.round(to))))
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width }
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      resize(start.current.width + event.clientX - start.current.x)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = { ArrowLeft: width - stepPx, ArrowRight: width + stepPx, Home: min, End: max }[event.key]
    if (target === undefined) return
    event.preventDefault()
    resize(target)
  }
  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onDone}
      onBlur={onDone}
      onKeyDown={onKeyDown}
      className="relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line transition-colors duration-100 before:absolute before:inset-y-0 before:-inset-x-1 hover:bg-line-strong focus-visible:bg-accent active:bg-accent"
    />
  )
}
