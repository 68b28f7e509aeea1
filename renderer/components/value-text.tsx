import { useLayoutEffect, useRef } from 'react'
import { hexLines } from '../lib/bytes.ts'
import { prettyText } from '../lib/fields.ts'
import { text } from '../text.ts'
import type { ShownValue } from '../use-reveal.ts'

interface ValueTextProps {
  readonly shown: ShownValue
  /** Which field; all of the value when absent. */
  readonly field?: number
  readonly className?: string
}

/** At most this many lines of sixteen bytes are shown of a binary value. */
const maxHexLines = 256

function textToShow(shown: ShownValue, field: number | undefined): string {
  if (field !== undefined) return shown.fields?.[field]?.text ?? ''
  if (shown.bytes) return hexLines(shown.bytes, maxHexLines).join('\n')
  return shown.format === 'json' ? prettyText(shown.text ?? '') : (shown.text ?? '')
}

/** Writes the value into the page by hand and takes it out again, so that no prop of React's ever holds it. */
export function ValueText({ shown, field, className = '' }: ValueTextProps) {
  const ref = useRef<HTMLPreElement>(null)
  useLayoutEffect(() => {
    const node = ref.current
    if (node) node.textContent = textToShow(shown, field)
    return () => {
      if (node) node.textContent = ''
    }
  }, [shown, field])
  const wrap = shown.format === 'binary' ? 'text-xs whitespace-pre' : 'text-sm break-all whitespace-pre-wrap'
  return (
    <pre
      ref={ref}
      tabIndex={className === '' ? undefined : 0}
      className={`min-w-0 font-mono selectable ${wrap} ${className}`}
    />
  )
}

/** Stands for a value that is not shown; its length says nothing. */
export const Mask = () => (
  <span className="font-mono text-sm tracking-[0.05em] text-faint">
    <span aria-hidden="true">••••••••••••</span>
    <span className="sr-only">{text.common.hidden}</span>
  </span>
)
