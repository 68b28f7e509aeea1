import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { useStore } from '../../store/store.ts'
import { toastFailure } from '../../store/toasts.ts'
import { text } from '../../text.ts'

const words = text.life.banner

/** Why an open vault may only be read, across the whole window. */
export function VaultBanner() {
  const vault = useStore((state) => state.status?.vault)
  if (vault?.state !== 'unlocked' || !vault.readOnly) return null
  if (vault.faults.length > 0) return <Banner>{words.damaged}</Banner>
  if (vault.behindBy === 0) return <Banner>{words.readOnly}</Banner>
  return (
    <Banner>
      <span className="grow">{words.behind(vault.behindBy)}</span>
      <Button onClick={() => void accept()}>{words.accept}</Button>
    </Banner>
  )
}

async function accept(): Promise<void> {
  const answer = await call('vault.acceptRollback', {})
  if (!answer.ok) toastFailure(answer.failure)
}

const Banner = ({ children }: { children: ReactNode }) => (
  <div role="alert" className="flex items-center gap-2.5 border-b border-line bg-warn-soft px-4 py-2 text-ink">
    <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-warn-ink" />
    {children}
  </div>
)
