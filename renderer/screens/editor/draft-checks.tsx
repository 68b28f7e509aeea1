import { Check } from 'lucide-react'
import type { VettingFinding } from '../../../shared/sync-model.ts'
import { text } from '../../text.ts'
import { Finding } from '../vetting/vetting.tsx'

const words = text.sync.vetting

/** What the checks find in the value as it is typed. A finding stands in nobody's way here: a secret may be saved with it. */
export const DraftChecks = ({ findings }: { findings: readonly VettingFinding[] }) => (
  <section aria-label={words.draft} role="status" className="rounded-md border border-line bg-raised px-3 py-2">
    {findings.length === 0 ? (
      <p className="flex items-center gap-2 text-muted">
        <Check aria-hidden="true" className="size-4 shrink-0 text-ok-ink" />
        {words.draftClean}
      </p>
    ) : (
      <ul className="grid gap-1">
        {findings.map((finding) => (
          <Finding key={`${finding.code} ${finding.field}`} finding={finding} />
        ))}
      </ul>
    )}
  </section>
)
