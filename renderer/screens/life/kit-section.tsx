import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Mark } from '../../components/mark.tsx'
import { formatMoment } from '../../lib/format.ts'
import { useStore } from '../../store/store.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { Section } from './parts.tsx'

const words = text.life.kit

/** Makes a recovery key and shows it once; the key lives in this component and goes with it. A dialog has the title. */
export function KitSection({ hasTitle = true }: { hasTitle?: boolean }) {
  const [hasKey, setHasKey] = useState<boolean | null>(null)
  const [recoveryKey, setRecoveryKey] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    void call('vault.slots', {}).then((slots) => {
      if (slots.ok) setHasKey(slots.value.some(({ type }) => type === 'recovery'))
    })
  }, [])

  const make = async (): Promise<void> => {
    setBusy(true)
    const made = await call('vault.addRecoveryKey', {})
    setBusy(false)
    if (!made.ok) return setFailure(made.failure)
    setRecoveryKey(made.value.recoveryKey)
    setHasKey(true)
  }
  const save = async (): Promise<void> => {
    const saved = await call('vault.saveRecoveryKit', {})
    if (!saved.ok) setFailure(saved.failure)
    else if (saved.value.path !== null) toast(words.saved(saved.value.path), { tone: 'ok' })
  }
  return (
    <Section {...(hasTitle ? { title: words.title } : {})} lead={words.lead} failure={failure}>
      {recoveryKey === null ? (
        <div className="flex items-center gap-3">
          <Button busy={busy} onClick={() => void make()}>
            {words.make}
          </Button>
          <span className="text-sm text-faint">{hasKey === null ? '' : hasKey ? words.have : words.none}</span>
        </div>
      ) : (
        <div className="rounded-lg bg-warn-soft px-3.5 py-3">
          <p>{words.once}</p>
          <output aria-label={words.key} className="mt-2 block font-mono text-lg tracking-wide break-words selectable">
            {recoveryKey}
          </output>
          <div className="mt-2.5 flex gap-2">
            <Button look="primary" onClick={() => void save()}>
              {words.save}
            </Button>
            <Button onClick={() => setRecoveryKey(null)}>{words.done}</Button>
          </div>
          <PrintedKit recoveryKey={recoveryKey} />
        </div>
      )}
    </Section>
  )
}

/** The sheet of paper: the only thing the print style sheet shows. */
function PrintedKit({ recoveryKey }: { recoveryKey: string }) {
  const path = useStore((state) => state.status?.vaultPath ?? '')
  return createPortal(
    <div aria-hidden="true" className="printed-kit">
      <Mark className="size-12" />
      <h1>{words.sheet}</h1>
      <h2>{words.key}</h2>
      <p className="printed-key">{recoveryKey}</p>
      <h2>{words.vault}</h2>
      <p>{path}</p>
      <h2>{words.made}</h2>
      <p>{formatMoment(Date.now())}</p>
      <p>{words.lead}</p>
      <p>{words.how}</p>
    </div>,
    document.body,
  )
}
