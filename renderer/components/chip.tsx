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
export const Chip = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span
    className={`inline-flex h-[18px] max-w-40 shrink-0 items-center rounded-sm px-1.5 text-xs font-medium ${tones[tone]}`}
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
  <Chip tone={stageTone(stage)}>
    <span className="font-mono">{stage}</span>
  </Chip>
)
