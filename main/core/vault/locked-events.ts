/**
 * What is noted while locked, sealed to the vault's public key. Whoever can write the file can seal something too, so
 * what comes out is a claim: it is taken only in the two forms we write, and never as the act of somebody unlocked.
 */
import { z } from 'zod'
import type { AuditEvent } from './audit.ts'
import { fromUtf8 } from './bytes.ts'

const lockedEvent = z.strictObject({
  at: z.number().int(),
  actor: z.strictObject({
    door: z.enum(['window', 'socket', 'endpoint', 'ssh-agent', 'core']),
    pid: z.number().int().optional(),
    program: z.string().max(4_096).optional(),
  }),
  action: z.enum(['vault.unlock-failed', 'vault.refused']),
  detail: z.string().max(256).optional(),
})

/** The event in the opened bytes, or null when it is none that we write. */
export function parseLockedEvent(plain: Uint8Array): AuditEvent | null {
  try {
    const event: unknown = JSON.parse(fromUtf8(plain))
    return lockedEvent.safeParse(event).success ? (event as AuditEvent) : null
  } catch {
    return null
  }
}
