/** A new key pair of the same type; the user installs the public half beside the old one. */
import { fail, invalid, type Result, succeed } from '../../../../shared/failure.ts'
import { tidyPem } from '../../kinds/pem.ts'
import { fingerprintOf, type KeyFile, publicKeyLine, readKeyFile } from '../../kinds/ssh-key.ts'
import type { LentValue, NewValue, Rotator, RotatorContext, WaitsForUser } from '../rotator.ts'
import { makeSshKeyPair, type SshKeyType } from './ssh/openssh-key.ts'
import { type SshLogin, tryLogin } from './ssh/ssh-login.ts'
import { encodeText, readText } from './value-text.ts'

type Context = RotatorContext<'ssh-key'>

/** What `notes` of a run hold. */
const seenHostKey = 'hostKey'
const oldKeyWorks = 'oldKeyWorks'
const removeFromServers = 'removeFromServers'

export const sshKeyRotator: Rotator<'ssh-key'> = { kind: 'ssh-key', create, set, test, finish }

async function create({ current, name }: Context): Promise<Result<NewValue>> {
  const wanted = current === null ? succeed({ type: { type: 'ed25519' } as const, comment: name }) : likeKey(current)
  if (!wanted.ok) return wanted
  const { privateText } = await makeSshKeyPair(wanted.value.type, wanted.value.comment)
  return succeed({ form: 'text', bytes: encodeText(privateText) })
}

function readKey(lent: LentValue | null): Result<{ readonly text: string; readonly key: KeyFile }> {
  const written = readText(lent)
  if (!written.ok) return written
  const { text } = tidyPem(written.value)
  const key = readKeyFile(text)
  return key === null ? invalid('value', 'The value cannot be read as a private key.') : succeed({ text, key })
}

function likeKey(current: LentValue): Result<{ readonly type: SshKeyType; readonly comment: string }> {
  const read = readKey(current)
  if (!read.ok) return read
  const { encrypted, comment } = read.value.key
  if (encrypted) return invalid('value', passphraseAdvice)
  const type = typeOf(read.value.key)
  if (type === null) return invalid('value', typeAdvice)
  return succeed({ type, comment: comment ?? '' })
}

function typeOf({ type, bits, algorithm }: KeyFile): SshKeyType | null {
  if (algorithm?.startsWith('sk-')) return null
  if (type === 'ed25519') return { type }
  // A key too weak for today is not made anew: OpenSSH refuses those below 2048 bits itself before long.
  if (type === 'rsa' && bits !== null) return { type, bits: Math.max(bits, 2_048) }
  if (type === 'ecdsa' && (bits === 256 || bits === 384 || bits === 521)) return { type, bits }
  return null
}

const passphraseAdvice =
  'This key has a passphrase, which a new one could not have: Coffer does not know it. Save the key without one (the vault encrypts it), then rotate it.'
const typeAdvice = 'Keys of this type cannot be made here; make an Ed25519 key, which every OpenSSH since 2014 takes.'

/** Nothing is left to ask where the new key is let in by now. */
async function set(context: Context): Promise<Result<WaitsForUser | null>> {
  const pending = readKey(context.pending)
  if (!pending.ok) return pending
  if (context.config.check !== null) {
    const login = await logIn(context, pending.value.text)
    if (login?.kind === 'in') return noteHostKey(context, login.hostKey)
  }
  const message = `Add this public key to the servers that ${context.name} opens, beside the old one, then confirm.`
  return succeed({ waitsForUser: { message, show: publicKeyLine(pending.value.key) } })
}

async function test(context: Context): Promise<Result<null>> {
  if (context.config.check === null) return succeed(null)
  const pending = readKey(context.pending)
  if (!pending.ok) return pending
  const login = await logIn(context, pending.value.text)
  if (login?.kind !== 'in') return refusalOf(context, login)
  const noted = noteHostKey(context, login.hostKey)
  if (!noted.ok) return noted
  return context.current === null ? noted : noteOldKey(context, context.current)
}

/** Programs use the old key until AWSCURRENT moves. One that is gone already is no reason to keep them waiting for it. */
async function noteOldKey(context: Context, current: LentValue): Promise<Result<null>> {
  const old = readKey(current)
  if (!old.ok) return old
  const login = await logIn(context, old.value.text)
  return context.notes.put(oldKeyWorks, login?.kind === 'in')
}

async function finish(context: Context): Promise<Result<null>> {
  const old = readKey(context.current)
  const blob = old.ok ? old.value.key.publicBlob : null
  return blob === null ? succeed(null) : context.notes.put(removeFromServers, fingerprintOf(blob))
}

async function logIn({ config, notes, signal }: Context, privateText: string): Promise<SshLogin | null> {
  const { check } = config
  if (check === null) return null
  const noted = notes.get(seenHostKey)
  const hostKey = check.hostKey ?? (typeof noted === 'string' ? noted : null)
  return tryLogin({ host: check.host, port: check.port, user: check.user, hostKey }, privateText, signal)
}

/** Without a pinned key the first answer is believed, and no other one for the rest of the run. */
const noteHostKey = ({ config, notes }: Context, hostKey: string): Result<null> =>
  config.check?.hostKey === null ? notes.put(seenHostKey, hostKey) : succeed(null)

function refusalOf({ config }: Context, login: Exclude<SshLogin, { kind: 'in' }> | null): Result<null> {
  const place = `${config.check?.host}:${config.check?.port}`
  if (login?.kind === 'wrong-host') {
    const message = `${place} showed the host key ${login.hostKey}, which is not the one expected. Somebody may stand between; nothing was changed.`
    return fail({ kind: 'refused', message })
  }
  if (login?.kind === 'rejected') {
    const user = config.check?.user
    const message = `${place} does not let ${user} in with the new key yet. Add its public key there, then go on. AWSCURRENT is unchanged.`
    return fail({ kind: 'refused', message })
  }
  return fail({ kind: 'unavailable', message: `${place}: ${login?.message ?? 'no answer'}` })
}
