import { type Field, type Finding, warning } from './kind-rules.ts'

const devSteps =
  /^(dev|develop|development|test|tests|testing|local|localhost|sandbox|qa|ci|staging|stage|preview|demo)$/i
const liveSteps = /^(prod|production|live|prd)$/i

/** "dev/billing/db", "billing-dev": one word of the name says it is not for real use. */
export const isDevName = (name: string): boolean => wordsOf(name).some((word) => devSteps.test(word))
export const isLiveName = (name: string): boolean => wordsOf(name).some((word) => liveSteps.test(word))

const wordsOf = (name: string): readonly string[] => name.split(/[/_.+=@-]/)

const liveKey = /^(sk|rk|pk)_live_|^live_|^sq0csp-|^EAAA|_live_/
const testKey = /^(sk|rk|pk)_test_|^test_|^sandbox-|_test_/
const liveHost = /(^|[.@/-])(prod|production|live|prd)\d*([.:/-]|$)/i
const devHost = /(^|[.@/-])(localhost|dev|test|staging|sandbox|qa)\d*([.:/-]|$)|(^|@|\/)127\.0\.0\.1|\.local([:/]|$)/i

/** A live-looking key or host under a dev name, and a test-looking one under a live name. */
export function environmentFindings(name: string, fields: readonly Field[]): readonly Finding[] {
  if (isDevName(name)) return fields.flatMap((field) => liveFinding(field))
  if (isLiveName(name)) return fields.flatMap((field) => testFinding(field))
  return []
}

function liveFinding(field: Field): readonly Finding[] {
  const message = `${subject(field)} looks like one for production, but the name says it is not.`
  return looks(field, liveKey, liveHost) ? [warning('live-in-dev', message, fieldOf(field))] : []
}

function testFinding(field: Field): readonly Finding[] {
  const message = `${subject(field)} looks like one for testing, but the name says production.`
  return looks(field, testKey, devHost) ? [warning('test-in-prod', message, fieldOf(field))] : []
}

/** Hosts only where a host can stand: in a field of that name, or in a URL. Only short one-line texts are looked at. */
function looks({ key, text }: Field, keyPattern: RegExp, hostPattern: RegExp): boolean {
  if (text === null || text.length > 2000 || /\n/.test(text)) return false
  const isHost = /host|server|endpoint|url|uri/i.test(key)
  const host = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*@)?([^/?#]*)/i.exec(text)?.[2] ?? (isHost ? text : '')
  return keyPattern.test(text) || (host !== '' && hostPattern.test(host))
}

const subject = ({ key }: Field): string => (key === 'value' ? 'The value' : `The value of ${key}`)
const fieldOf = ({ key }: Field): string | undefined => (key === 'value' ? undefined : key)
