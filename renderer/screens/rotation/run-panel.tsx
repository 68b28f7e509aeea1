import { Copy } from 'lucide-react'
import type { RotationRun } from '../../../shared/rotation-model.ts'
import { Button } from '../../components/button.tsx'
import { copyPlain } from '../../store/actions.ts'
import { driveRotation } from '../../store/rotation.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { RunSteps } from './run-steps.tsx'

const words = text.rotation

const waysOn: Partial<
  Record<RotationRun['state'], { readonly how: 'rotation.confirm' | 'rotation.resume'; readonly label: string }>
> = {
  waiting: { how: 'rotation.confirm', label: words.confirm },
  failed: { how: 'rotation.resume', label: words.resume },
  retiring: { how: 'rotation.resume', label: words.retireNow },
}

/** A rotation under way: its steps, what it waits for or why it failed, and the ways on. */
export function RunPanel({ run }: { run: RotationRun }) {
  const { name, state, message, show, retryAt, laterAt } = run
  const busy = useStore((store) => store.rotation.starting.has(name))
  const readOnly = useStore(isReadOnly)
  const on = waysOn[state]
  const tone = state === 'failed' ? 'bg-danger-soft' : state === 'waiting' ? 'bg-warn-soft' : 'bg-sunken'
  return (
    <section aria-label={words.running} className={`grid gap-3 rounded-lg px-3.5 py-3 ${tone}`}>
      <RunSteps run={run} />
      <div role="status" className="grid gap-1 empty:hidden">
        {message !== null && <p className="break-words selectable">{message}</p>}
        {retryAt !== null && <p className="text-sm text-muted">{words.retryAt(retryAt)}</p>}
        {laterAt !== null && <p className="text-sm text-muted">{words.laterAt(laterAt)}</p>}
      </div>
      {show !== null && <Shown show={show} />}
      <div className="flex flex-wrap gap-2">
        {on !== undefined && (
          <Button look="primary" busy={busy} disabled={readOnly} onClick={() => void driveRotation(on.how, name)}>
            {on.label}
          </Button>
        )}
        <Button
          disabled={readOnly || (busy && state !== 'running')}
          onClick={() => void driveRotation('rotation.cancel', name)}
        >
          {state === 'retiring' ? words.keepOld : words.cancel}
        </Button>
      </div>
    </section>
  )
}

/** A public text to install elsewhere, such as a public key. */
const Shown = ({ show }: { show: string }) => (
  <div className="flex items-start gap-2 rounded-md bg-raised px-2.5 py-2">
    <pre className="min-w-0 grow font-mono text-sm break-all whitespace-pre-wrap selectable">{show}</pre>
    <Button icon={Copy} onClick={() => copyPlain(show, words.shownCopied)}>
      {words.copyShown}
    </Button>
  </div>
)
