import { createHmac } from 'node:crypto'

/** How one-time codes are made (RFC 6238): from a secret both sides know and the time. */
export interface TotpRule {
  readonly secret: Uint8Array
  readonly algorithm: 'sha1' | 'sha256' | 'sha512'
  readonly digits: number
  readonly periodMs: number
}

export interface TotpCode {
  readonly code: string
  /** When the next code takes over, epoch milliseconds. */
  readonly expiresAt: number
}

/** An `otpauth://totp/…` address, or a bare base32 secret as sites print it, in groups or not; null for neither. */
export function readTotp(text: string): TotpRule | null {
  const trimmed = text.trim()
  if (!/^otpauth:/i.test(trimmed)) return ruleOf(trimmed, new URLSearchParams())
  const query = /^otpauth:\/\/totp\/[^?\s]*\?(\S+)$/i.exec(trimmed)?.[1]
  if (query === undefined) return null
  const parameters = new URLSearchParams(query)
  return ruleOf(parameters.get('secret') ?? '', parameters)
}

/** The Key URI format's defaults: SHA-1, six digits, thirty seconds. */
function ruleOf(written: string, parameters: URLSearchParams): TotpRule | null {
  const secret = decodeBase32(written)
  const name = (parameters.get('algorithm') ?? 'SHA1').toLowerCase().replace('-', '')
  const algorithm = name === 'sha1' || name === 'sha256' || name === 'sha512' ? name : null
  const digits = Number(parameters.get('digits') ?? 6)
  const period = Number(parameters.get('period') ?? 30)
  const isSound = [6, 7, 8].includes(digits) && Number.isInteger(period) && period >= 1 && period <= 3600
  return secret && algorithm && isSound ? { secret, algorithm, digits, periodMs: period * 1000 } : null
}

/** The code of this moment; null when the text holds no usable secret. */
export function totpCode(text: string, nowAt: number): TotpCode | null {
  const rule = readTotp(text)
  if (!rule) return null
  const step = Math.floor(nowAt / rule.periodMs)
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.max(step, 0)))
  const mac = createHmac(rule.algorithm, rule.secret).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  const number = (mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** rule.digits
  return { code: String(number).padStart(rule.digits, '0'), expiresAt: (step + 1) * rule.periodMs }
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32, any case, white space and hyphens between groups allowed; null for less than five bytes. */
function decodeBase32(text: string): Uint8Array | null {
  const letters = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase()
  if (!/^[A-Z2-7]{8,1000}$/.test(letters)) return null
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of letters) {
    bits = ((bits << 5) | base32.indexOf(letter)) & 0xfff
    held += 5
    if (held >= 8) {
      held -= 8
      bytes.push((bits >> held) & 255)
    }
  }
  return Uint8Array.from(bytes)
}
