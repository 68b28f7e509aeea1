import {
  BadgeCheck,
  Braces,
  Cloud,
  Database,
  KeyRound,
  LogIn,
  type LucideIcon,
  ShieldEllipsis,
  SquareTerminal,
  StickyNote,
  Ticket,
} from 'lucide-react'
import { type Kind, kindTitles } from '../../shared/limits.ts'

export const kindIcons: Readonly<Record<Kind, LucideIcon>> = {
  'api-key': KeyRound,
  'ssh-key': SquareTerminal,
  database: Database,
  'aws-credentials': Cloud,
  certificate: BadgeCheck,
  'encryption-key': ShieldEllipsis,
  'oauth-token': Ticket,
  'env-set': Braces,
  login: LogIn,
  note: StickyNote,
}

/** The kind as a picture; its title is there for those who cannot see it. */
export function KindIcon({ kind, className = 'size-4' }: { kind: Kind; className?: string }) {
  const Icon = kindIcons[kind]
  return <Icon role="img" aria-label={kindTitles[kind]} className={`shrink-0 ${className}`} strokeWidth={1.75} />
}
