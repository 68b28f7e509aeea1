import { useEffect, useState } from 'react'
import { call } from '../../bridge.ts'
import { checkRotationForm, type RotationForm, ruleOfForm } from '../../lib/rotation-form.ts'
import { text } from '../../text.ts'

const words = text.rotation

const waitMs = 250
const shownWindows = 3

type Preview =
  | { readonly windows: readonly { readonly startAt: number; readonly endAt: number }[] }
  | { readonly problem: string }

/** The next windows of the rule as typed, or what is wrong with it, from the core that will keep it. */
export function WindowPreview({ name, form }: { name: string; form: RotationForm }) {
  const preview = usePreview(name, form)
  return (
    <div className="rounded-lg bg-sunken px-3.5 py-2.5">
      <h4 className="text-sm font-medium text-muted">{words.form.preview}</h4>
      <div role="status" className="min-h-15">
        {preview !== null && 'windows' in preview && (
          <ol className="tabular">
            {preview.windows.map(({ startAt, endAt }) => (
              <li key={startAt}>{words.window(startAt, endAt)}</li>
            ))}
          </ol>
        )}
        {preview !== null && 'problem' in preview && <p className="text-danger-ink">{preview.problem}</p>}
      </div>
    </div>
  )
}

function usePreview(name: string, form: RotationForm): Preview | null {
  const [preview, setPreview] = useState<Preview | null>(null)
  const { days, expression, duration } = checkRotationForm(form)
  const isTyped = days === undefined && expression === undefined && duration === undefined
  const asked = isTyped ? JSON.stringify(ruleOfForm(form)) : null
  useEffect(() => {
    if (asked === null) {
      setPreview(null)
      return
    }
    let isWanted = true
    const timer = setTimeout(async () => {
      const answer = await call('rotation.preview', { rule: JSON.parse(asked), name, count: shownWindows })
      if (isWanted) setPreview(answer.ok ? { windows: answer.value } : { problem: answer.failure.message })
    }, waitMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [asked, name])
  return preview
}
