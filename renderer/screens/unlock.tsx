import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/failure.ts'
import { noticeOf, pageNotices } from '../../shared/page-notice.ts'
import { Button } from '../components/button.tsx'
import { EntryScreen } from '../components/entry-screen.tsx'
import { FailureAlert } from '../components/failure-alert.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { takeBytes } from '../lib/bytes.ts'
import { enterVault } from '../store/session.ts'
import { useStore } from '../store/store.ts'
import { text } from '../text.ts'
import { useCall } from '../use-call.ts'
import { useNow } from '../use-now.ts'
import { EntryLink, EntryLinks } from './life/entry-links.tsx'
import { KeychainLink } from './life/keychain-link.tsx'
import { KeyfileChoice } from './life/keyfile-choice.tsx'
import { RecoverForm } from './life/recover-form.tsx'
import { RestoreForm } from './life/restore-form.tsx'

/** Why this page is here, told by the shell when it replaced the one before. */
const notice = noticeOf(globalThis.location?.search ?? '')

/** One field. A wrong password says so below it and empties it; nothing on the screen moves. */
export function UnlockScreen() {
  /** What is in the document before this script (`first-document.ts`) takes what is typed, and no click yet. */
  const [isLive, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  const [otherWay, setOtherWay] = useState<'recover' | 'restore' | null>(null)
  const password = useRef<HTMLInputElement>(null)
  const path = useStore((state) => state.status?.vaultPath ?? state.awaitedVault ?? '')
  const needsKeyfile = useStore(({ status }) => status?.vault.state === 'locked' && status.vault.needsKeyfile === true)
  const [chosen, setChosen] = useState<string | null | undefined>(undefined)
  const known = useCall('keyfile.last', {}, needsKeyfile ? 0 : null).value?.path ?? null
  const keyfile = chosen === undefined ? known : chosen
  const { busy, failure, secondsLeft, clear, report, submit } = useUnlock(password, keyfile)
  useEffect(() => {
    if (!busy && secondsLeft === 0) password.current?.focus()
  }, [busy, secondsLeft])
  const back = () => setOtherWay(null)
  return (
    <EntryScreen
      title={text.unlock.title}
      {...(notice ? { lead: pageNotices[notice] } : {})}
      placeLabel={text.welcome.place}
      place={path}
    >
      {otherWay === 'recover' && <RecoverForm onBack={back} />}
      {otherWay === 'restore' && <RestoreForm onBack={back} />}
      {otherWay === null && (
        <form onSubmit={submit}>
          <PasswordField
            ref={password}
            label={text.password.label}
            disabled={busy}
            onInput={clear}
            error={secondsLeft > 0 ? text.unlock.throttled(secondsLeft) : inPlace(failure)}
          />
          {needsKeyfile && (
            <KeyfileChoice label={text.life.keyfile.label} path={keyfile} onPath={setChosen} disabled={busy} />
          )}
          <div inert={!isLive}>
            <Button
              type="submit"
              look="primary"
              size="lg"
              busy={busy}
              disabled={secondsLeft > 0}
              className="mt-2 w-full"
            >
              {busy ? text.unlock.busy : text.unlock.action}
            </Button>
            <EntryLinks>
              <KeychainLink onFailure={report} />
              <EntryLink label={text.life.recover.link} onClick={() => setOtherWay('recover')} />
              <EntryLink label={text.life.restore.link} onClick={() => setOtherWay('restore')} />
            </EntryLinks>
          </div>
        </form>
      )}
      {failure && !isAboutPassword(failure) && (
        <div className="mt-4">
          <FailureAlert failure={failure} />
        </div>
      )}
    </EntryScreen>
  )
}

const isAboutPassword = ({ kind }: Failure): boolean => kind === 'wrong-password' || kind === 'throttled'

const inPlace = (failure: Failure | null): string | null =>
  failure && failure.kind === 'wrong-password' ? failure.message : null

function useUnlock(password: RefObject<HTMLInputElement | null>, keyfile: string | null) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [blockedUntil, setBlockedUntil] = useState(0)
  const now = useNow(250)
  const secondsLeft = Math.max(0, Math.ceil((blockedUntil - now) / 1_000))
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!password.current || busy || secondsLeft > 0) return
    if (password.current.value === '') return setFailure({ kind: 'wrong-password', message: text.password.empty })
    setBusy(true)
    const answer = await enterVault('vault.unlock', takeBytes(password.current), keyfile)
    setBusy(false)
    if (answer.ok) return
    setFailure(answer.failure)
    if (answer.failure.kind === 'throttled') setBlockedUntil(Date.now() + answer.failure.retryAfterMs)
  }
  return {
    busy,
    failure,
    secondsLeft,
    clear: () => setFailure(null),
    report: setFailure,
    submit: (event: FormEvent) => void submit(event),
  }
}
