import { KeyRound, X } from 'lucide-react'
import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { text } from '../../text.ts'

const words = text.life.keyfile

interface KeyfileChoiceProps {
  readonly label: string
  readonly help?: string
  /** Null: none is chosen. The file's content never enters the page. */
  readonly path: string | null
  readonly onPath: (path: string | null) => void
  /** A new keyfile may be made too. */
  readonly mayMake?: boolean
  readonly disabled?: boolean
}

/** Names a keyfile, through the OS's dialog; the core reads the file itself. */
export function KeyfileChoice({ label, help, path, onPath, mayMake = false, disabled = false }: KeyfileChoiceProps) {
  const [failure, setFailure] = useState<Failure | null>(null)
  const choose = async (purpose: 'open' | 'make'): Promise<void> => {
    const chosen = await call('keyfile.choose', { purpose })
    setFailure(chosen.ok ? null : chosen.failure)
    if (chosen.ok && chosen.value.path !== null) onPath(chosen.value.path)
  }
  return (
    <fieldset className="mb-1 min-w-0">
      <legend className="mb-1 py-0.5 font-medium">{label}</legend>
      <Chosen path={path} disabled={disabled} onClear={() => onPath(null)} />
      <div className="mt-1.5 flex flex-wrap gap-1.5">
        <Button disabled={disabled} onClick={() => void choose('open')}>
          {words.choose}
        </Button>
        {mayMake && (
          <Button disabled={disabled} onClick={() => void choose('make')}>
            {words.make}
          </Button>
        )}
      </div>
      <p className="mt-1 min-h-4 text-sm text-faint">
        {failure ? (
          <span role="alert" className="text-danger-ink">
            {failure.message}
          </span>
        ) : (
          help
        )}
      </p>
    </fieldset>
  )
}

const Chosen = ({ path, disabled, onClear }: { path: string | null; disabled: boolean; onClear: () => void }) => (
  <div className="flex h-8 items-center gap-2 rounded-md border border-line bg-sunken pr-1 pl-2.5">
    <KeyRound aria-hidden="true" className="size-4 shrink-0 text-faint" strokeWidth={1.75} />
    {path === null ? (
      <span className="grow text-faint">{words.none}</span>
    ) : (
      <>
        <bdi title={path} className="min-w-0 grow truncate font-mono text-sm">
          {shortPath(path)}
        </bdi>
        <IconButton icon={X} label={words.clear} small hint={false} disabled={disabled} onClick={onClear} />
      </>
    )}
  </div>
)

/** A keyfile that may be needed: the choice appears when it is asked for. `onChange` is told of every other choice. */
export function useKeyfile(onChange: () => void = () => undefined) {
  const [isWanted, setWanted] = useState(false)
  const [path, setPath] = useState<string | null>(null)
  return {
    path,
    isWanted,
    want: () => setWanted(true),
    choose: (chosen: string | null) => {
      setPath(chosen)
      if (chosen === null) setWanted(false)
      onChange()
    },
  }
}

type OptionalKeyfileProps = Pick<KeyfileChoiceProps, 'mayMake' | 'disabled' | 'help'> & {
  readonly keyfile: ReturnType<typeof useKeyfile>
}

export const OptionalKeyfile = ({ keyfile: { path, isWanted, want, choose }, ...rest }: OptionalKeyfileProps) =>
  isWanted ? (
    <KeyfileChoice label={words.label} path={path} onPath={choose} {...rest} />
  ) : (
    <div>
      <Button look="ghost" icon={KeyRound} className="text-muted" disabled={rest.disabled} onClick={want}>
        {words.use}
      </Button>
    </div>
  )

/** For a call: the keyfile's path, or nothing. */
export const withKeyfile = (path: string | null): { readonly keyfile?: string } =>
  path === null ? {} : { keyfile: path }

/** Its end is what tells files apart. */
const shortPath = (path: string): string => (path.length <= mostShown ? path : `…${path.slice(1 - mostShown)}`)

const mostShown = 32
