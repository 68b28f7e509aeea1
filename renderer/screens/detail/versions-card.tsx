import { Copy, Ellipsis, GitCompareArrows, Pencil, Tag, X } from 'lucide-react'
import { useState } from 'react'
import { CURRENT } from '../../../shared/limits.ts'
import type { SecretDetail, VersionSummary } from '../../../shared/model.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { StageChip } from '../../components/chip.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { formatAgo, formatDay, formatMoment, formatSize, shortId } from '../../lib/format.ts'
import { copyPlain, moveStage, removeStage } from '../../store/actions.ts'
import { openDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'

interface VersionsCardProps {
  readonly secret: SecretDetail
  /** Newest first. */
  readonly versions: readonly VersionSummary[]
}

/** Rows shown before the rest is asked for. */
const shownFirst = 20

/** The versions as a timeline: where each staging label is, and what can be moved. */
export function VersionsCard({ secret, versions }: VersionsCardProps) {
  const [showsAll, setShowsAll] = useState(false)
  const now = useNow()
  const rows = showsAll ? versions : versions.slice(0, shownFirst)
  const left = versions.length - rows.length
  return (
    <Card title={text.versions.label} meta={String(versions.length)}>
      {versions.length === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-muted">{text.versions.none}</p>
      ) : (
        <table className="block border-t border-line py-1.5">
          <tbody className="block">
            {rows.map((version, at) => (
              <VersionRow
                key={version.versionId}
                secret={secret}
                version={version}
                now={now}
                isLast={at === rows.length - 1}
              />
            ))}
          </tbody>
        </table>
      )}
      {left > 0 && (
        <div className="px-3 pb-2">
          <Button look="ghost" onClick={() => setShowsAll(true)}>
            {text.versions.showAll(left)}
          </Button>
        </div>
      )}
    </Card>
  )
}

interface VersionRowProps {
  readonly secret: SecretDetail
  readonly version: VersionSummary
  readonly now: number
  readonly isLast: boolean
}

function VersionRow({ secret, version, now, isLast }: VersionRowProps) {
  const isCurrent = version.stages.includes(CURRENT)
  const id = shortId(version.versionId)
  const isLive = secret.deletionAt === null
  return (
    <tr className="group flex items-start gap-x-3 pr-2 pl-3.5">
      <th scope="row" className="relative flex min-w-0 grow gap-3 py-1.5 text-left font-normal">
        <Dot isCurrent={isCurrent} hasStage={version.stages.length > 0} isLast={isLast} />
        <span className="min-w-0">
          <span className="flex min-h-5 flex-wrap items-center gap-1.5">
            <span
              title={version.versionId}
              className={`font-mono text-sm ${version.stages.length > 0 ? 'text-ink' : 'text-muted'}`}
            >
              {id}
            </span>
            {version.stages.map((stage) => (
              <StageChip key={stage} stage={stage} />
            ))}
          </span>
          <span className="block text-sm text-faint tabular" title={formatMoment(version.createdAt)}>
            {[
              formatAgo(version.createdAt, now),
              formatSize(version.sizeBytes),
              ...(version.accessedAt === null ? [] : [text.versions.read(formatDay(version.accessedAt))]),
            ].join(' · ')}
          </span>
          {version.note !== '' && (
            <span className="block break-words text-sm text-muted selectable">{version.note}</span>
          )}
        </span>
      </th>
      <td className="flex shrink-0 items-center gap-1 py-1.5">
        {isLive && !isCurrent && (
          <Button onClick={() => void moveStage(secret.name, CURRENT, version.versionId)}>
            {text.versions.makeCurrent}
          </Button>
        )}
        {isLive && <VersionMenu secret={secret} version={version} isCurrent={isCurrent} />}
      </td>
    </tr>
  )
}

/** A point on the line of time: filled where a staging label is, in the accent for AWSCURRENT. */
const Dot = ({ isCurrent, hasStage, isLast }: { isCurrent: boolean; hasStage: boolean; isLast: boolean }) => (
  <span aria-hidden="true" className="relative w-2.5 shrink-0 self-stretch">
    {!isLast && <span className="absolute top-5 -bottom-3 left-[4.5px] w-px bg-line-strong" />}
    <span
      className={`absolute top-[5px] left-0 size-2.5 rounded-full border-2 ${isCurrent ? 'border-accent bg-accent' : hasStage ? 'border-edge bg-edge' : 'border-edge bg-raised'}`}
    />
  </span>
)

function VersionMenu({
  secret,
  version,
  isCurrent,
}: {
  secret: SecretDetail
  version: VersionSummary
  isCurrent: boolean
}) {
  const { name } = secret
  const { versionId } = version
  const current = secret.stages[CURRENT]
  const removable = version.stages.filter((stage) => stage !== CURRENT)
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={text.versions.more(shortId(versionId))} hint={false} />}>
      {!isCurrent && current !== undefined && (
        <MenuItem
          icon={GitCompareArrows}
          onSelect={() => openDialog({ type: 'compare', name, older: versionId, newer: current })}
        >
          {text.versions.compare}
        </MenuItem>
      )}
      <MenuItem icon={Tag} onSelect={() => openDialog({ type: 'stage', name, versionId })}>
        {text.versions.addStage}
      </MenuItem>
      <MenuItem icon={Pencil} onSelect={() => openDialog({ type: 'note', name, versionId, note: version.note })}>
        {version.note === '' ? text.versions.addNote : text.versions.editNote}
      </MenuItem>
      {removable.map((stage) => (
        <MenuItem key={stage} icon={X} onSelect={() => void removeStage(name, stage)}>
          {text.versions.removeStage(stage)}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={Copy} onSelect={() => copyPlain(versionId, text.versions.idCopied)}>
        {text.versions.copyId}
      </MenuItem>
    </Menu>
  )
}
