import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'

/** The quieter ways in, below the main one. */
export const EntryLinks = ({ children }: { children: ReactNode }) => (
  <div className="mt-4 flex flex-wrap justify-center gap-2 border-t border-line pt-3">{children}</div>
)

export const EntryLink = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button look="ghost" className="text-muted" onClick={onClick}>
    {label}
  </Button>
)
