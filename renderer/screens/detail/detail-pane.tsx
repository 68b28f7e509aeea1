import { CURRENT } from '../../../shared/limits.ts'
import type { SecretDetail, VersionSummary } from '../../../shared/model.ts'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { Mark } from '../../components/mark.tsx'
import { refreshDetail } from '../../store/detail.ts'
import { closeSecret } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { ActivityCard } from './activity-card.tsx'
import { DeletionBanner } from './deletion-banner.tsx'
import { DetailHeader } from './detail-header.tsx'
import { FactsCard } from './facts-card.tsx'
import { RotationCard } from './rotation-card.tsx'
import { TagsCard } from './tags-card.tsx'
import { TargetsCard } from './targets-card.tsx'
import { ValueCard } from './value-card.tsx'
import { VersionsCard } from './versions-card.tsx'
import { VettingCard } from './vetting-card.tsx'

/** The right pane: the selected secret, or what to do when there is none. */
export function DetailPane() {
  const detail = useStore((state) => state.detail)
  switch (detail.status) {
    case 'none':
      return <Nothing />
    case 'loading':
      return <section aria-label={text.detail.label} aria-busy="true" className="h-full bg-page" />
    case 'failed':
      return (
        <section aria-label={text.detail.label} className="h-full bg-page p-5">
          <FailureAlert title={text.detail.failed} failure={detail.failure} onRetry={() => void refreshDetail()}>
            <Button onClick={closeSecret}>{text.common.close}</Button>
          </FailureAlert>
        </section>
      )
    case 'ready':
      return <Secret key={detail.name} secret={detail.secret} versions={detail.versions} />
  }
}

function Secret({ secret, versions }: { secret: SecretDetail; versions: readonly VersionSummary[] }) {
  const isLive = secret.deletionAt === null
  return (
    <section
      aria-label={text.detail.label}
      className="@container flex h-full flex-col overflow-y-auto bg-page [scrollbar-gutter:stable]"
    >
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-4 pt-4 pr-2 pb-10 pl-5">
        <DetailHeader secret={secret} />
        {secret.deletionAt !== null && <DeletionBanner name={secret.name} deletionAt={secret.deletionAt} />}
        {secret.description !== '' && (
          <p className="break-words whitespace-pre-wrap text-muted selectable">{secret.description}</p>
        )}
        {isLive && <ValueCard key={secret.stages[CURRENT] ?? ''} secret={secret} />}
        {isLive && <VettingCard secret={secret} />}
        <FactsCard secret={secret} />
        <TagsCard secret={secret} />
        <VersionsCard secret={secret} versions={versions} />
        {isLive && <RotationCard secret={secret} />}
        <TargetsCard secret={secret} />
        <ActivityCard secret={secret} />
      </div>
    </section>
  )
}

const Nothing = () => (
  <section aria-label={text.detail.label} className="grid h-full place-items-center bg-page p-6">
    <div className="flex flex-col items-center text-muted">
      <Mark className="size-10 opacity-25 grayscale" />
      <p className="mt-4">{text.detail.nothing}</p>
      <dl className="mt-5 grid grid-cols-[auto_auto] items-center gap-x-3 gap-y-1.5 text-sm">
        {text.detail.nothingKeys.map(([keys, title]) => (
          <div key={keys} className="contents">
            <dt className="text-right">
              <Kbd keys={keys} />
            </dt>
            <dd className="text-faint">{title}</dd>
          </div>
        ))}
      </dl>
    </div>
  </section>
)
