import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'

interface EntryScreenProps {
  readonly title: string
  readonly lead?: string
  /** Which vault file this is about. */
  readonly placeLabel: string
  readonly place: string
  readonly children: ReactNode
}

/** The frame of the screens before the vault is open: the mark, a title, and one narrow column. */
export const EntryScreen = ({ title, lead, placeLabel, place, children }: EntryScreenProps) => (
  <main className="grid h-full overflow-y-auto bg-canvas p-6">
    <div className="m-auto w-full max-w-[372px]">
      <div className="flex flex-col items-center text-center">
        <Mark className="size-11" />
        <h1 className="mt-4 text-xl font-semibold tracking-tight">{title}</h1>
        {lead && <p className="mt-1.5 text-muted text-balance">{lead}</p>}
      </div>
      <div className="mt-6 rounded-xl border border-line bg-raised p-6 shadow-raised">{children}</div>
      <VaultPlace label={placeLabel} path={place} />
    </div>
  </main>
)

export const VaultPlace = ({ label, path }: { label: string; path: string }) => (
  <p className="mt-4 text-center text-sm text-faint selectable">
    {label} <span className="font-mono break-all text-muted">{path}</span>
  </p>
)
