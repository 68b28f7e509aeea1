import { Sparkles } from 'lucide-react'
import type { Recognition } from '../../../shared/contract.ts'
import { type Kind, kindTitles } from '../../../shared/limits.ts'
import { Button } from '../../components/button.tsx'
import { text } from '../../text.ts'

interface RecognisedProps {
  readonly recognition: Recognition
  /** What the user chose; null while the recognised kind is used. */
  readonly chosen: Kind | null
  readonly onUse: (kind: Kind) => void
}

/** What the value looks like, why, and what saving would tidy up in it. */
export function Recognised({ recognition, chosen, onUse }: RecognisedProps) {
  const { kind, confidence, why, facts, notes } = recognition
  const title = kindTitles[kind]
  const differs = chosen !== null && chosen !== kind
  if (confidence === 'guess' && differs) return null
  const lead = confidence === 'certain' ? text.editor.recognised(title) : text.editor.looksLike(title)
  return (
    <div role="status" className="flex gap-2.5 rounded-md bg-accent-soft px-3 py-2">
      <Sparkles aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent-ink" />
      <div className="min-w-0 grow">
        <p>
          <span className="font-medium">{lead}</span> {why}
        </p>
        {facts.summary && <p className="font-mono text-sm break-all text-muted">{facts.summary}</p>}
        {notes.length > 0 && (
          <div className="text-sm text-muted">
            {text.editor.willChange}
            <ul className="list-disc pl-4">
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {differs && <Button onClick={() => onUse(kind)}>{text.editor.takeKind(title)}</Button>}
    </div>
  )
}
