import { useId } from 'react'
import { limits } from '../../../shared/limits.ts'
import { Select } from '../../components/select.tsx'
import { text } from '../../text.ts'

const windows = [7, 14, 21, limits.recoveryWindowDays.max]

interface RecoveryWindowProps {
  readonly days: number
  readonly onChange: (days: number) => void
}

/** How many days a deleted secret can still be restored. */
export function RecoveryWindow({ days, onChange }: RecoveryWindowProps) {
  const id = useId()
  return (
    <div className="mt-3 flex items-center justify-between gap-3">
      <label htmlFor={id} className="font-medium">
        {text.remove.window}
      </label>
      <Select
        id={id}
        value={String(days)}
        onChange={(value) => onChange(Number(value))}
        options={windows.map((each) => [String(each), text.remove.days(each)])}
      />
    </div>
  )
}
