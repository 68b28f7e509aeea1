import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'

/** The frame of the screens before the vault is open: the mark, a title, and one narrow column. */
export const EntryScreen = ({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) => (
  <main className="grid h-full place-items-center overflow-y-auto bg-canvas p-6">
    <div className="w-full max-w-[372px]">
      <div className="flex flex-col items-center text-center">
        <Mark className="size-11" />
        <h1 className="mt-4 text-xl font-semibold tracking-tight">{title}</h1>
        {lead && <p className="mt-1.5 text-muted text-balance">{lead}</p>}
      </div>
      <div className="mt-6 rounded-xl border border-line bg-raised p-6 shadow-raised">{children}</div>
    </div>
  </main>
)

/** Which vault file this is about. */
export const VaultPlace = ({ label, path }: { label: string; path: string }) => (
  <p className="mt-4 text-center text-sm text-faint selectable">
    {label} <span className="font-mono break-all text-muted">{path}</span>
  </p>
)
