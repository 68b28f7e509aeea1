import type { ReactNode } from 'react'
import { CURRENT, PENDING, PREVIOUS } from '../../shared/limits.ts'

const tones = {
  plain: 'bg-press text-muted',
  accent: 'bg-accent-soft text-accent-ink',
  ok: 'bg-ok-soft text-ok-ink',
  warn: 'bg-warn-soft text-warn-ink',
  danger: 'bg-danger-soft text-danger-ink',
} as const

export type Tone = keyof typeof tones

/** A short state: colour is never its only sign, the word says it. */
interface ChipProps {
  readonly tone?: Tone
  /** May lose its end where room is short; others keep their whole word. */
  readonly canShrink?: boolean
  readonly children: ReactNode
}

export const Chip = ({ tone = 'plain', canShrink = false, children }: ChipProps) => (
  <span
    className={`inline-flex h-[18px] items-center rounded-sm px-1.5 text-xs font-medium ${canShrink ? 'max-w-40 min-w-8' : 'shrink-0'} ${tones[tone]}`}
  >
    <span className="truncate">{children}</span>
  </span>
)

export function stageTone(stage: string): Tone {
  if (stage === CURRENT) return 'accent'
  if (stage === PENDING) return 'warn'
  return stage === PREVIOUS ? 'plain' : 'ok'
}

export const StageChip = ({ stage }: { stage: string }) => (
  <Chip tone={stageTone(stage)} canShrink>
    <span className="font-mono">{stage}</span>
  </Chip>
)
