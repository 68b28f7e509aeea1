import { ShieldAlert } from 'lucide-react'
import type { AppStatus } from '../../shared/model.ts'
import { Button } from '../components/button.tsx'
import { VaultPlace } from '../components/entry-screen.tsx'
import { copyPlain } from '../store/actions.ts'
import { readStatus } from '../store/session.ts'
import { text } from '../text.ts'
import { DamagedWays } from './life/damaged-ways.tsx'

interface UnusableScreenProps {
  readonly status: AppStatus
  readonly failure: string
  readonly reason: string
}

/** The file is there and is no vault this Coffer can open. It says why, and that nothing was touched. */
export function UnusableScreen({ status, failure, reason }: UnusableScreenProps) {
  const next = text.errors.next[failure]
  const details = `Coffer ${status.version}: ${failure}\n${reason}\n${status.vaultPath}`
  return (
    <main className="grid h-full place-items-center overflow-y-auto bg-canvas p-6">
      <div className="w-full max-w-md text-center">
        <ShieldAlert aria-hidden="true" className="mx-auto size-11 text-danger-ink" strokeWidth={1.5} />
        <h1 className="mt-4 text-xl font-semibold tracking-tight">{text.unusable.title}</h1>
        <div
          role="alert"
          className="mt-4 rounded-xl border border-line bg-raised p-6 text-left shadow-raised selectable"
        >
          <p>{reason}</p>
          <p className="mt-2 text-muted">{next ?? text.unusable.untouched}</p>
        </div>
        {failure === 'vault-damaged' && <DamagedWays />}
        <div className="mt-4 flex justify-center gap-2">
          <Button look="primary" onClick={() => void readStatus()}>
            {text.common.retry}
          </Button>
          <Button onClick={() => copyPlain(details, text.common.detailsCopied)}>{text.common.copyDetails}</Button>
        </div>
        <VaultPlace label={text.unusable.place} path={status.vaultPath} />
      </div>
    </main>
  )
}
