import { Copy, Timer } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { copyTotp } from '../../store/actions.ts'
import { offer } from '../../store/commands.ts'
import { noteRead } from '../../store/detail.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useMaskOnLeave } from '../../use-reveal.ts'

const words = text.totp

/** The one-time code of a login: made by the core, shown for as long as a revealed value, renewed when it runs out. */
export function TotpRow({ name }: { name: string }) {
  const code = useRef<HTMLOutputElement>(null)
  const { endsAt, failure, show, hide } = useCode(name, code)
  useEffect(() => offer('totp', () => void copyTotp(name)), [name])
  const isShown = endsAt > 0
  return (
    <section
      aria-label={words.label}
      className="flex min-h-11 flex-wrap items-center gap-2 border-t border-line py-1.5 pr-1.5 pl-3.5"
    >
      <Timer aria-hidden="true" className="size-4 shrink-0 text-faint" strokeWidth={1.75} />
      <h3 className="grow text-muted">{words.label}</h3>
      {failure && (
        <p role="alert" className="text-sm text-danger-ink">
          {failure.message}
        </p>
      )}
      <div className="ml-auto flex items-center gap-2">
        <output
          ref={code}
          aria-label={words.label}
          hidden={!isShown}
          className="font-mono text-lg tracking-wider tabular selectable"
        />
        {isShown && <Countdown endsAt={endsAt} />}
        <Button look="ghost" onClick={isShown ? hide : show}>
          {isShown ? words.hide : words.show}
        </Button>
        <IconButton icon={Copy} label={words.copy} shortcut="mod+shift+T" small onClick={() => void copyTotp(name)} />
      </div>
    </section>
  )
}

/** Six digits as people read them: "123 456". */
const grouped = (code: string): string => code.replace(/^(\d{3,4})(\d{3,4})$/, '$1 $2')

/** The code is written into the page's element and lives nowhere else. */
function useCode(name: string, output: RefObject<HTMLOutputElement | null>) {
  const forMs = useStore((state) => (state.settings?.revealSeconds ?? 30) * 1_000)
  const [endsAt, setEndsAt] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const timer = useRef(0)

  const hide = useCallback((): void => {
    clearTimeout(timer.current)
    output.current?.replaceChildren()
    setEndsAt(0)
  }, [output])

  const renew = async (untilAt: number): Promise<void> => {
    const answer = await call('secrets.totp', { name })
    if (!answer.ok) {
      hide()
      return setFailure(answer.failure)
    }
    setFailure(null)
    noteRead()
    output.current?.replaceChildren(grouped(answer.value.code))
    setEndsAt(answer.value.expiresAt)
    const isLast = answer.value.expiresAt >= untilAt
    timer.current = window.setTimeout(isLast ? hide : () => void renew(untilAt), answer.value.expiresAt - Date.now())
  }
  useEffect(() => hide, [hide])
  useMaskOnLeave(endsAt > 0, hide)
  return { endsAt, failure, show: () => void renew(Date.now() + forMs), hide }
}
