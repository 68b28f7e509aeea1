import { AlarmClock } from 'lucide-react'
import { DAY } from '../lib/format.ts'
import { snooze } from '../store/rotation.ts'
import { text } from '../text.ts'
import { Button } from './button.tsx'
import { Menu, MenuItem } from './menu.tsx'

const words = text.rotation

interface SnoozeMenuProps {
  readonly name: string
  /** When no reminder comes before; null: none is put off. */
  readonly snoozedUntil: number | null
  readonly disabled?: boolean
}

/** Puts a reminder off. */
export const SnoozeMenu = ({ name, snoozedUntil, disabled = false }: SnoozeMenuProps) => (
  <Menu
    trigger={
      <Button look="ghost" icon={AlarmClock} disabled={disabled} aria-label={words.snoozeOf(name)}>
        {words.snooze}
      </Button>
    }
  >
    <MenuItem onSelect={() => void snooze(name, 'tomorrow')}>{words.snoozes.tomorrow}</MenuItem>
    <MenuItem onSelect={() => void snooze(name, 'week')}>{words.snoozes.week}</MenuItem>
    <MenuItem onSelect={() => void snooze(name, Date.now() + 30 * DAY)}>{words.snoozes.month}</MenuItem>
    {snoozedUntil !== null && <MenuItem onSelect={() => void snooze(name, null)}>{words.snoozes.end}</MenuItem>}
  </Menu>
)
