import { Copy, Download, Eye } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { SecretDetail } from '../../../shared/model.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { formatSize } from '../../lib/format.ts'
import { copyValue, saveValue } from '../../store/actions.ts'
import { offer } from '../../store/commands.ts'
import { openEditor } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { type Reveal, type ShownValue, useReveal } from '../../use-reveal.ts'
import { TotpRow } from './totp-row.tsx'
import { MaskedValue, ShownBody } from './value-body.tsx'

export type ValueView = 'rows' | 'raw'

const views: readonly (readonly [ValueView, string])[] = [
  ['rows', text.value.asRows],
  ['raw', text.value.asRaw],
]

/** The value of AWSCURRENT: masked until revealed, copied without being shown. */
export function ValueCard({ secret }: { secret: SecretDetail }) {
  const reveal = useReveal(secret.name, undefined)
  const [view, setView] = useState<ValueView>('rows')
  const { shown } = reveal
  useEffect(() => offer('reveal', shown ? reveal.hide : reveal.reveal))
  if (secret.form === null) return <NoValue />
  const canSwitch = shown?.fields != null && shown.fields.length > 0
  return (
    <Card title={text.value.label} meta={metaOf(secret, shown)} actions={<Actions secret={secret} reveal={reveal} />}>
      <div className="border-t border-line">
        {shown ? <ShownBody name={secret.name} shown={shown} view={view} /> : <MaskedValue secret={secret} />}
        {reveal.failure && (
          <div className="p-3">
            <FailureAlert failure={reveal.failure} onRetry={reveal.reveal} />
          </div>
        )}
      </div>
      {secret.kind === 'login' && secret.keys?.includes('totp') && <TotpRow name={secret.name} />}
      {canSwitch && (
        <div className="flex justify-end border-t border-line px-2 py-1.5">
          <Segmented label={text.value.view} value={view} options={views} onChange={setView} />
        </div>
      )}
    </Card>
  )
}

function Actions({ secret, reveal }: { secret: SecretDetail; reveal: Reveal }) {
  const { shown, busy, endsAt } = reveal
  const forSeconds = useStore((state) => state.settings?.revealSeconds ?? 0)
  return (
    <>
      {shown ? (
        <Button
          look="ghost"
          shortcut="mod+shift+C"
          className="[&_[data-keys]]:hidden @xl:[&_[data-keys]]:inline"
          title={text.value.masksAfter(forSeconds)}
          onClick={reveal.hide}
        >
          <Countdown endsAt={endsAt} />
          {text.value.hide}
        </Button>
      ) : (
        <Button
          icon={Eye}
          look="ghost"
          busy={busy}
          shortcut="mod+shift+C"
          className="[&_[data-keys]]:hidden @xl:[&_[data-keys]]:inline"
          onClick={reveal.reveal}
        >
          {text.value.reveal}
        </Button>
      )}
      {secret.form === 'text' ? (
        <Button
          icon={Copy}
          shortcut="mod+C"
          className="[&_[data-keys]]:hidden @xl:[&_[data-keys]]:inline"
          onClick={() => void copyValue(secret.name)}
        >
          {text.value.copy}
        </Button>
      ) : (
        <Button icon={Download} onClick={() => void saveValue(secret.name)}>
          {text.value.saveAs}
        </Button>
      )}
    </>
  )
}

function metaOf(secret: SecretDetail, shown: ShownValue | null): string {
  const size = formatSize(secret.sizeBytes ?? 0)
  if (secret.keys) return `${text.value.forms.json} · ${text.value.keys(secret.keys.length)} · ${size}`
  if (secret.form === 'binary') return `${text.value.forms.binary} · ${size}`
  const isPem = secret.kind === 'ssh-key' || secret.kind === 'certificate'
  return `${text.value.forms[shown?.format ?? (isPem ? 'pem' : 'text')]} · ${size}`
}

const NoValue = () => (
  <Card title={text.value.label}>
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-3.5 py-3">
      <p className="text-muted">{text.value.none}</p>
      <Button onClick={openEditor}>{text.value.addValue}</Button>
    </div>
  </Card>
)
