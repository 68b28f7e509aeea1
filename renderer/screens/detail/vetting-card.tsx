import { CURRENT } from '../../../shared/limits.ts'
import type { SecretDetail } from '../../../shared/model.ts'
import { Card } from '../../components/card.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { Finding, useVetting, VettingList } from '../vetting/vetting.tsx'

const words = text.sync.vetting

/** The first check looks once at every value, to know what is used twice: more secrets than these it looks at only for a target. */
const mostUnasked = 5_000

/** What the checks found in the version of AWSCURRENT; with targets, the way to approve it. Nothing where there is nothing to say. */
export function VettingCard({ secret }: { secret: SecretDetail }) {
  const hasTargets = useStore((state) => state.sync.targets.length > 0)
  const isSmall = useStore((state) => (state.overview?.total ?? 0) <= mostUnasked)
  const { vetting, failure } = useVetting(secret.name, hasTargets || isSmall ? secret.stages[CURRENT] : undefined)
  const isWaiting = useStore((state) => state.sync.unvetted.has(secret.name))
  const own = Object.entries(secret.stages).filter(
    ([stage, id]) => !stage.startsWith('AWS') && id !== secret.stages[CURRENT],
  )
  if (failure) {
    return (
      <Card title={words.label}>
        <div className="border-t border-line p-3">
          <FailureAlert failure={failure} quiet />
        </div>
      </Card>
    )
  }
  if (vetting === null || (!hasTargets && vetting.findings.length === 0)) return null
  const { findings } = vetting
  return (
    <Card title={words.label} meta={metaOf(findings.filter(({ level }) => level === 'error').length, findings.length)}>
      <div className="grid gap-2.5 border-t border-line px-3.5 py-3">
        {hasTargets ? (
          <>
            <VettingList key={vetting.versionId} vetting={vetting} />
            {isWaiting && own.map(([stage, id]) => <Labelled key={stage} name={secret.name} stage={stage} id={id} />)}
          </>
        ) : (
          <ul className="grid gap-1.5">
            {findings.map((finding) => (
              <Finding key={`${finding.code} ${finding.field}`} finding={finding} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

/** A version that goes to AWS with a label of the user's own. */
function Labelled({ name, stage, id }: { name: string; stage: string; id: string }) {
  const { vetting } = useVetting(name, id)
  if (vetting === null || vetting.approvedAt !== null) return null
  return (
    <section aria-label={stage} className="grid gap-2.5 border-t border-line pt-2.5">
      <p className="font-mono text-sm text-muted">{stage}</p>
      <VettingList vetting={vetting} />
    </section>
  )
}

function metaOf(errors: number, all: number): string {
  if (all === 0) return words.clean
  return [...(errors > 0 ? [words.errors(errors)] : []), ...(all > errors ? [words.warnings(all - errors)] : [])].join(
    ' · ',
  )
}
