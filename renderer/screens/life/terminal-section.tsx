import { Copy } from 'lucide-react'
import { IconButton } from '../../components/button.tsx'
import { installCommand } from '../../lib/install-command.ts'
import { copyPlain } from '../../store/actions.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { Section } from './parts.tsx'

const words = text.life.terminal

/** How to have `coffer` in every terminal: one line to copy, for the user to run. */
export function TerminalSection() {
  const status = useStore((state) => state.status)
  if (status === null) return null
  const line = installCommand(status.command, status.platform)
  return (
    <Section title={words.title} lead={status.command === null ? words.checkout : words.lead}>
      <div className="flex items-center gap-2 rounded-md bg-sunken py-1 pr-1 pl-2.5">
        <code className="min-w-0 grow font-mono text-sm break-all selectable">{line}</code>
        <IconButton icon={Copy} label={words.copy} hint={false} small onClick={() => copyPlain(line, words.copied)} />
      </div>
    </Section>
  )
}
