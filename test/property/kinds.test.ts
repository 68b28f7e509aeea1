import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDotenv, parseDotenv } from '../../main/core/kinds/dotenv.ts'
import { deriveFacts, normaliseValue, parseValue, recogniseKind } from '../../main/core/kinds/index.ts'
import { vetValue } from '../../main/core/kinds/vet.ts'
import { KINDS, type Kind } from '../../shared/model.ts'
import { makeSamples } from '../support/samples.ts'

const nowAt = Date.UTC(2027, 0, 15)
const samples = makeSamples(nowAt)
const deep = process.env.SLOW === '1'
const runs = { numRuns: deep ? 20_000 : 400 }

const anyKind = fc.constantFrom(...KINDS)
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Fragments that steer random text into every reader. */
const fragment = fc.constantFrom(
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  '-----END OPENSSH PRIVATE KEY-----',
  '-----BEGIN CERTIFICATE-----',
  '-----END CERTIFICATE-----',
  'b3BlbnNzaC1rZXktdjEA',
  'PuTTY-User-Key-File-3: ',
  'Public-Lines: 2',
  'postgres://',
  'jdbc:sqlserver://',
  'Server=',
  ';Password=',
  'otpauth://totp/',
  '?secret=',
  'https://',
  '{"',
  '":',
  '"}',
  '","',
  'password',
  'username',
  'engine',
  'access_token',
  'eyJhbGciOiJIUzI1NiJ9',
  'AKIA',
  'aws_access_key_id=',
  '[',
  ']',
  'Credentials',
  '=',
  '"',
  "'",
  '\\',
  '\n',
  '@',
  ':',
  '/',
  '#',
  '%zz',
  'ghp_',
  'null',
  'true',
  '1e999',
  'exp',
  'A',
  '__proto__',
  'constructor',
  '\r\n',
  '\ufeff',
  ' ',
  '9999999999999999',
  'otp',
  'url',
  'Expiration',
)
const shapedText = fc
  .array(fc.oneof(fragment, fc.string({ maxLength: 6 })), { maxLength: 24 })
  .map((parts) => parts.join(''))
const jsonText = fc
  .dictionary(fc.oneof(fragment, fc.string()), fc.oneof(fc.jsonValue(), shapedText, fc.double(), fc.string()))
  .map((value) => JSON.stringify(value))

/** A sample with some bytes replaced or cut off: nearly right is what breaks parsers. */
const mutated = fc
  .record({
    sample: fc.constantFrom(...samples),
    edits: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    keep: fc.double({ min: 0.1, max: 1, noNaN: true }),
  })
  .map(({ sample, edits, keep }) => {
    const bytes = sample.bytes.slice(0, Math.ceil(sample.bytes.length * keep))
    for (const [at, byte] of edits) bytes[at % bytes.length] = byte
    return bytes
  })

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  shapedText.map(encode),
  jsonText.map(encode),
  fc.string({ unit: 'binary' }).map(encode),
  mutated,
)

describe('kinds, whatever the bytes', () => {
  it('recognises some kind and never throws', () => {
    fc.assert(
      fc.property(anyBytes, fc.record({ name: fc.string(), filename: fc.string() }), (bytes, hints) => {
        expect(KINDS).toContain(recogniseKind(bytes, hints).kind)
      }),
      runs,
    )
  })

  it('parses, normalises and derives facts under any kind without a throw, and leaves its input alone', () => {
    fc.assert(
      fc.property(anyKind, anyBytes, (kind, bytes) => {
        const before = bytes.slice()
        expect(parseValue(kind, bytes).fields.length).toBeGreaterThanOrEqual(0)
        normaliseValue(kind, bytes)
        for (const fact of Object.values(deriveFacts(kind, bytes, nowAt))) {
          expect(typeof fact === 'number' ? Number.isFinite(fact) : /^[^\n\r]*$/.test(String(fact))).toBe(true)
        }
        expect(bytes).toEqual(before)
      }),
      runs,
    )
  })

  it('normalises a normalised value to the same bytes', () => {
    fc.assert(
      fc.property(anyKind, anyBytes, (kind, bytes) => {
        const once = normaliseValue(kind, bytes).bytes
        expect(normaliseValue(kind, once).bytes).toEqual(once)
      }),
      runs,
    )
  })

  it('changes nothing without a note', () => {
    fc.assert(
      fc.property(anyKind, anyBytes, (kind, bytes) => {
        const { bytes: after, notes } = normaliseValue(kind, bytes)
        if (notes.length === 0) expect(after).toEqual(bytes)
      }),
      runs,
    )
  })

  it('derives the same facts before and after normalising', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { kind } = recogniseKind(bytes)
        expect(deriveFacts(kind, normaliseValue(kind, bytes).bytes, nowAt)).toEqual(deriveFacts(kind, bytes, nowAt))
      }),
      runs,
    )
  })

  it('vets anything without a throw, and twice the same', () => {
    fc.assert(
      fc.property(anyKind, anyBytes, fc.string(), fc.boolean(), (kind, bytes, name, rotatesInAws) => {
        const input = { kind, name, bytes, nowAt, rotatesInAws }
        expect(vetValue(input)).toEqual(vetValue(input))
      }),
      { numRuns: deep ? 2_000 : 100 },
    )
  })
})

describe('kinds, for every sample', () => {
  const shownParts = (kind: Kind, bytes: Uint8Array): readonly string[] =>
    Object.entries(deriveFacts(kind, bytes, nowAt)).flatMap(([label, fact]) =>
      label === 'lastFour' || label === 'summary' ? [String(fact).replace(/….{4}$/, '')] : [String(fact)],
    )

  it('no fact holds a secret field of the value, under any kind it might be filed as', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), anyKind, (sample, kind) => {
        const { bytes } = normaliseValue(sample.kind, sample.bytes)
        const fields = parseValue(sample.kind, bytes).fields.filter((field) => field.secret && field.text !== null)
        const secrets = [...fields.map((field) => field.text ?? ''), ...sample.secrets]
        for (const shown of [...shownParts(kind, bytes), ...shownParts(kind, sample.bytes)]) {
          expect(secrets.filter((secret) => secret !== '' && shown.includes(secret))).toEqual([])
        }
      }),
      { numRuns: samples.length * KINDS.length * 3 },
    )
  })

  it('neither notes nor findings quote a secret', () => {
    for (const sample of samples) {
      const { bytes, notes } = normaliseValue(sample.kind, sample.bytes)
      const findings = vetValue({ kind: sample.kind, name: 'dev/a', bytes, nowAt, rotatesInAws: true, reusedBy: ['b'] })
      const said = [...notes, ...findings.map((finding) => finding.message)].join('\n')
      expect(sample.secrets.filter((secret) => said.includes(secret))).toEqual([])
    }
  })

  it('survives being cut off anywhere', () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        const { kind } = recogniseKind(bytes)
        expect(() => deriveFacts(kind, bytes, nowAt)).not.toThrow()
      }),
      runs,
    )
  })
})

describe('kinds, over hostile text', () => {
  const head = fc.oneof(
    fragment,
    fc.constantFrom('', 'server=x;', 'jdbc:sqlserver://h;', '[a]\n', 'A="', 'A=', '{"host":"'),
  )
  const repeated = fc.oneof(
    fragment,
    fc.string({ minLength: 1, maxLength: 3 }),
    fc.constantFrom(' ', '\t', ' #', 'a,', 'a=b;'),
  )
  const tail = fc.constantFrom('', '"}', '\n!', ';')

  it('nothing takes long over the largest value, so a value from elsewhere cannot stall the vault', () => {
    fc.assert(
      fc.property(head, repeated, tail, (first, middle, last) => {
        const bytes = encode(`${first}${middle.repeat(60_000 / middle.length)}${last}`).subarray(0, 65_536)
        const before = process.cpuUsage()
        recogniseKind(bytes)
        for (const kind of KINDS) deriveFacts(kind, normaliseValue(kind, bytes).bytes, nowAt)
        for (const kind of KINDS) vetValue({ kind, name: 'prod/a', bytes, nowAt })
        expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_500)
      }),
      { numRuns: deep ? 1_000 : 40 },
    )
  })
})

describe('dotenv', () => {
  it('reads back every set it writes', () => {
    const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((name) => !/^(export|set)$/i.test(name))
    const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), shapedText)
    fc.assert(
      fc.property(fc.array(fc.record({ key, value })), (entries) => {
        const read = parseDotenv(formatDotenv(entries))
        expect(read.entries).toEqual(entries)
        expect(read.strayLines).toEqual([])
      }),
      runs,
    )
  })
})
