import type { Facts } from '../../../shared/model.ts'
import { decodePercent, splitUrl } from './connection-url.ts'
import { type JsonShape, normaliseJson, parseJson, type ReadForm, readShape, spellingsOf } from './json-kind.ts'
import { scalarOf, textMember } from './json-members.ts'
import { error, type Finding, type KindRules, type VetInput, warning } from './kind-rules.ts'
import { clip } from './text.ts'
import { readTotp } from './totp.ts'

const shape: JsonShape = {
  publicKeys: new Set(['username', 'url']),
  spellings: spellingsOf({
    username: 'user login loginusername email',
    password: 'pass pwd loginpassword',
    url: 'uri website loginuri',
    totp: 'otp otpauth totpsecret logintotp',
  }),
  readForm,
}

/** An `otpauth:` URL from a QR code, or a web address with user and password in it. */
function readForm(text: string): ReadForm | null {
  const trimmed = text.trim()
  const code = readOtpauth(trimmed)
  if (code) {
    const username = code.account === '' ? [] : [textMember('username', code.account)]
    return { members: [...username, textMember('totp', trimmed)], notes: ['The one-time code was put under totp.'] }
  }
  const parts = splitUrl(trimmed)
  if (!parts || !/^https?$/.test(parts.scheme) || parts.username === null) return null
  const url = trimmed.replace(/^(https?:\/\/).*@/is, '$1')
  const members = [
    textMember('username', decodePercent(parts.username)),
    ...(parts.password === null ? [] : [textMember('password', decodePercent(parts.password))]),
    textMember('url', url),
  ]
  return { members, notes: ['User and password were taken out of the address.'] }
}

interface Otpauth {
  readonly issuer: string
  readonly account: string
  readonly secret: string
}

/** The Key URI format: `otpauth://totp/Issuer:account?secret=BASE32&issuer=…`. */
export function readOtpauth(text: string): Otpauth | null {
  const match = /^otpauth:\/\/(?:totp|hotp)\/([^?\s]*)\?(\S+)$/i.exec(text)
  if (!match) return null
  const query = new URLSearchParams(match[2])
  const label = decodePercent(match[1] ?? '')
  const account = label.slice(label.indexOf(':') + 1).trim()
  const labelIssuer = label.includes(':') ? label.slice(0, label.indexOf(':')).trim() : ''
  return { issuer: query.get('issuer') ?? labelIssuer, account, secret: query.get('secret') ?? '' }
}

/**
 * Scheme, host and path only: query, fragment and user part of an address can hold secrets, and so can a path, which
 * ends before the first part that looks like a token. Empty if this is no address.
 */
function publicUrl(text: string): string {
  const parts = splitUrl(text.includes('://') ? text : `https://${text}`)
  const host = parts?.host.replace(/#.*$/s, '') ?? ''
  if (!parts || !/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(host)) return ''
  const place = `${parts.scheme}://${host}${parts.port === null ? '' : `:${parts.port}`}`
  const steps = parts.path.replace(/[#;].*$/s, '').split('/')
  const tokenAt = steps.findIndex((step) => step.length >= 20 && /\d/.test(step))
  const path = steps.slice(0, tokenAt < 0 ? steps.length : tokenAt).join('/')
  return clip(path === '' ? place : `${place}/${path}`)
}

function deriveFacts(bytes: Uint8Array): Facts {
  const members = readShape(shape, bytes)
  if (!members) return {}
  const username = clip(scalarOf(members, 'username') ?? '')
  const url = publicUrl(scalarOf(members, 'url') ?? '')
  const totp = scalarOf(members, 'totp') ?? ''
  const issuer = clip(readOtpauth(totp)?.issuer ?? '')
  const place = splitUrl(url)?.host ?? issuer
  const summary = [username, place].filter(Boolean).join(' at ')
  return {
    ...(username === '' ? {} : { username }),
    ...(url === '' ? {} : { url }),
    ...(issuer === '' ? {} : { issuer }),
    hasTotp: totp === '' ? 'no' : 'yes',
    ...(summary === '' ? {} : { summary }),
  }
}

function vet({ bytes }: VetInput): readonly Finding[] {
  const members = readShape(shape, bytes)
  if (!members) return [error('json-invalid', 'This is neither a JSON object nor an otpauth address.')]
  const totp = scalarOf(members, 'totp') ?? ''
  const url = scalarOf(members, 'url') ?? ''
  const findings: Finding[] = []
  if (!scalarOf(members, 'password') && totp === '') {
    findings.push(warning('field-missing', 'There is no password in this login.', 'password'))
  }
  if (totp !== '' && !readTotp(totp)) {
    findings.push(
      warning(
        'totp-invalid',
        'No one-time code can be made from this: it must be a base32 secret or an otpauth address.',
        'totp',
      ),
    )
  }
  if (url !== '' && publicUrl(url) === '') findings.push(warning('url-invalid', 'This is not a web address.', 'url'))
  if (/^http:\/\/(?!localhost|127\.|\[::1])/i.test(url)) {
    findings.push(warning('url-insecure', 'The address is http, so the password would travel unprotected.', 'url'))
  }
  return findings
}

export const loginRules: KindRules = {
  parse: (bytes) => parseJson(shape, bytes),
  normalise: (bytes) => normaliseJson(shape, bytes),
  deriveFacts,
  vet,
}
