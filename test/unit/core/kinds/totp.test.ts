import { describe, expect, it } from 'vitest'
import { readTotp, totpCode } from '../../../../main/core/kinds/totp.ts'

/** Base32 of the secrets of RFC 6238 appendix B: "12345678901234567890" and its longer forms. */
const sha1 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const sha256 = `${sha1}GEZDGNBVGY3TQOJQGEZA`
const sha512 = `${sha1}${sha1}${sha1}GEZDGNA`
const address = (secret: string, algorithm: string): string =>
  `otpauth://totp/Example:ada?secret=${secret}&algorithm=${algorithm}&digits=8`

describe('totpCode', () => {
  it.each([
    [59, '94287082', '46119246', '90693936'],
    [1_111_111_109, '07081804', '68084774', '25091201'],
    [1_111_111_111, '14050471', '67062674', '99943326'],
    [1_234_567_890, '89005924', '91819424', '93441116'],
    [2_000_000_000, '69279037', '90698825', '38618901'],
    [20_000_000_000, '65353130', '77737706', '47863826'],
  ])('at %i seconds is what RFC 6238 prints', (seconds, one, two, five) => {
    const codes = [address(sha1, 'SHA1'), address(sha256, 'SHA256'), address(sha512, 'SHA512')].map(
      (text) => totpCode(text, seconds * 1000)?.code,
    )
    expect(codes).toEqual([one, two, five])
  })

  it('a bare secret gives six digits, in any case and grouping', () => {
    expect(totpCode('gezd gnbv gy3t qojq-gezd gnbv gy3t qojq', 59_000)).toEqual({ code: '287082', expiresAt: 60_000 })
  })

  it('changes exactly when it says', () => {
    const { code, expiresAt } = totpCode(sha1, 90_001) ?? { code: '', expiresAt: 0 }
    expect(totpCode(sha1, expiresAt - 1)?.code).toBe(code)
    expect(totpCode(sha1, expiresAt)?.code).not.toBe(code)
  })

  it.each([
    ['no base32', '0189'],
    ['nothing', ''],
    ['a counter code', `otpauth://hotp/a?secret=${sha1}&counter=1`],
    ['an unknown algorithm', address(sha1, 'MD5')],
    ['no digits', `otpauth://totp/a?secret=${sha1}&digits=x`],
    ['no period', `otpauth://totp/a?secret=${sha1}&period=0`],
    ['no secret', 'otpauth://totp/a?issuer=b'],
  ])('%s makes no code', (_, text) => {
    expect(totpCode(text, 0)).toBe(null)
    expect(readTotp(text)).toBe(null)
  })
})
