import { installCommand } from '../../lib/install-command.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { CopyLine, Section } from './parts.tsx'

const words = text.life.terminal

/** How to have `coffer` in every terminal: one line to copy, for the user to run. */
export function TerminalSection() {
  const status = useStore((state) => state.status)
  if (status === null) return null
  const line = installCommand(status.command, status.platform)
  return (
    <Section title={words.title} lead={status.command === null ? words.checkout : words.lead}>
      <CopyLine line={line} label={words.copy} said={words.copied} />
    </Section>
  )
}
