import { X } from 'lucide-react'
import { IconButton } from '../../components/button.tsx'
import { Tick } from '../../components/check-box.tsx'
import { installCommand } from '../../lib/install-command.ts'
import { changeSettings } from '../../store/session.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { CopyLine, RowItem, Rows, Section } from './parts.tsx'

const words = text.life.terminal

/** How to have `coffer` in every terminal: one line to copy, for the user to run. */
export function TerminalSection() {
  const status = useStore((state) => state.status)
  if (status === null) return null
  const line = installCommand(status.command, status.platform)
  return (
    <Section title={words.title} lead={status.command === null ? words.checkout : words.lead}>
      <CopyLine line={line} label={words.copy} said={words.copied} />
      <Asking />
    </Section>
  )
}

/** Whether programs are asked about, and those that are not any more. */
function Asking() {
  const settings = useStore((state) => state.settings)
  if (settings === null) return null
  const { terminalAsk, terminalAlways } = settings
  return (
    <>
      <div>
        <Tick label={words.ask} checked={terminalAsk} onChange={(on) => void changeSettings({ terminalAsk: on })} />
        <p className="mt-0.5 pl-6 text-sm text-faint">{words.askHelp}</p>
      </div>
      {terminalAsk && terminalAlways.length > 0 && (
        <Rows label={words.always}>
          {terminalAlways.map((id) => (
            <RowItem key={id}>
              <span className="min-w-0 grow font-mono text-sm break-all">{id}</span>
              <IconButton
                icon={X}
                label={words.forget(id)}
                small
                onClick={() => void changeSettings({ terminalAlways: terminalAlways.filter((each) => each !== id) })}
              />
            </RowItem>
          ))}
        </Rows>
      )}
    </>
  )
}
