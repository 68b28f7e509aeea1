import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readWire } from '../../../../main/core/kinds/ssh-wire.ts'
import {
  canSign,
  chooseForm,
  loadKeyOpener,
  type SignatureForm,
  signWith,
} from '../../../../main/core/ssh-agent/sign.ts'

const data = Buffer.from('data to sign')

describe('the form of a signature', () => {
  test.each([
    ['ssh-ed25519', 0, 'ssh-ed25519', null],
    ['ecdsa-sha2-nistp256', 0, 'ecdsa-sha2-nistp256', 'sha256'],
    ['ecdsa-sha2-nistp384', 0, 'ecdsa-sha2-nistp384', 'sha384'],
    ['ecdsa-sha2-nistp521', 0, 'ecdsa-sha2-nistp521', 'sha512'],
    ['ssh-rsa', 2, 'rsa-sha2-256', 'sha256'],
    ['ssh-rsa', 4, 'rsa-sha2-512', 'sha512'],
    ['ssh-rsa', 6, 'rsa-sha2-256', 'sha256'],
    ['ssh-ed25519', 4, 'ssh-ed25519', null],
  ])('of %s with flags %i is %s', (key, flags, algorithm, hash) => {
    expect(chooseForm(key, flags)).toMatchObject({ algorithm, hash })
  })

  test.each([
    ['RSA over SHA-1', 'ssh-rsa', 0],
    ['a flag nobody knows', 'ssh-ed25519', 8],
    ['the old signature of version 1', 'ssh-rsa', 3],
    ['DSA', 'ssh-dss', 0],
    ['a key on a token', 'sk-ssh-ed25519@openssh.com', 0],
    ['a name from Object', 'constructor', 0],
  ])('is refused for %s', (_title, key, flags) => {
    expect(chooseForm(key, flags)).toBe(null)
  })

  test('exists for what can sign, and for nothing that Object brings along', () => {
    expect([canSign('ssh-rsa'), canSign('ecdsa-sha2-nistp256'), canSign('ssh-dss'), canSign('toString')]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

/** Back from ssh's two numbers to the two halves that Node verifies. */
function halves(signature: Uint8Array, bytes: number): Buffer {
  const wire = readWire(signature)
  const numbers = [wire.bytes(), wire.bytes()].map((number) => Buffer.from(number ?? []))
  for (const number of numbers) {
    expect(number[0]).toBeLessThan(0x80)
    if (number[0] === 0) expect(number[1]).toBeGreaterThanOrEqual(0x80)
  }
  const bare = numbers.map((number) => (number[0] === 0 ? number.subarray(1) : number))
  return Buffer.concat(bare.map((number) => Buffer.concat([Buffer.alloc(bytes - number.length), number])))
}

const sign = async (key: KeyObject, form: SignatureForm | null): Promise<Uint8Array> =>
  (form && (await signWith(key, form, data))) ?? new Uint8Array()

describe('a signature', () => {
  test.each([
    ['P-256', 'ecdsa-sha2-nistp256', 32],
    ['P-384', 'ecdsa-sha2-nistp384', 48],
    ['P-521', 'ecdsa-sha2-nistp521', 66],
  ])('by %s verifies, whatever its numbers begin with', async (namedCurve, name, bytes) => {
    const form = chooseForm(name, 0)
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    for (let time = 0; time < 64; time++) {
      const signature = halves(await sign(privateKey, form), bytes)
      expect(verify(form?.hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
    }
  })

  test('is not made by a key of another kind', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const form = chooseForm('ssh-rsa', 2)
    expect(form && (await signWith(privateKey, form, data))).toBe(null)
  })
})

describe('a private key', () => {
  test('is opened from PEM as it was pasted, and from nothing else', async () => {
    const open = await loadKeyOpener()
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    for (const text of [pem, pem.replaceAll('\n', '\r\n'), pem.trim(), pem.trim().replaceAll('\n', '\\n')])
      expect(open(Buffer.from(text))?.asymmetricKeyType).toBe('ed25519')
    const { publicKey } = generateKeyPairSync('ed25519')
    for (const text of ['', 'ssh-ed25519 AAAA', publicKey.export({ type: 'spki', format: 'pem' }).toString()])
      expect(open(Buffer.from(text))).toBe(null)
    expect(open(new Uint8Array([0xff, 0, 0xfe]))).toBe(null)
  })
})
