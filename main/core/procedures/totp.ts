/** One-time codes of logins. What they are made from never leaves the core. */
import { invalid, type Result, succeed } from '../../../shared/failure.ts'
import { type TotpCode, totpCode } from '../kinds/totp.ts'
import { expose, wipe } from '../vault/redacted.ts'
import { type CallContext, type Procedures, withVault } from './context.ts'
import { clipboardText } from './values.ts'

export const totpProcedures = {
  'secrets.totp': ({ name }, context) => makeCode(name, context, 'secret.reveal'),
  'secrets.copyTotp': async ({ name }, context) => {
    const made = makeCode(name, context, 'secret.copy')
    if (!made.ok) return made
    const clearAfterMs = context.settings().clipboardSeconds * 1_000
    const written = await context.host.writeClipboard(made.value.code, clearAfterMs)
    return written.ok ? succeed({ clearsAt: Date.now() + clearAfterMs }) : written
  },
} satisfies Partial<Procedures>

function makeCode(name: string, context: CallContext, action: 'secret.reveal' | 'secret.copy'): Result<TotpCode> {
  return withVault(context, (vault) => {
    const opened = vault.reveal(context.actor, { name }, action)
    if (!opened.ok) return opened
    const secret = clipboardText(expose(opened.value.value), opened.value.form, 'totp')
    wipe(opened.value.value)
    if (!secret.ok) return secret
    const made = totpCode(secret.value, Date.now())
    return made === null ? invalid('totp', 'The key totp of this login is no one-time code secret.') : succeed(made)
  })
}
