import { describe, expect, test } from 'vitest'
import { findRecoveryKey, kitText } from '../../../cli/values/recovery-kit.ts'

const recoveryKey = '0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV'

describe('the recovery key', () => {
  test('is found in the kit it was printed on', () => {
    const text = kitText({ recoveryKey, home: '/home/ada/vault', createdAt: 0 })
    expect(findRecoveryKey(text)).toBe(recoveryKey)
    expect(findRecoveryKey(`My notes\n\n> ${text.replaceAll('\n', '\r\n> ')}`)).toBe(recoveryKey)
  })

  test.each([
    ['0123 4567 89ab cdef ghjk mnpq rstv\n', '0123456789abcdefghjkmnpqrstv'],
    ['0123456789ABCDEFGHJKMNPQRSTV', '0123456789ABCDEFGHJKMNPQRSTV'],
    [recoveryKey.toLowerCase(), recoveryKey.toLowerCase()],
  ])('is taken as somebody types it: %j', (typed, found) => {
    expect(findRecoveryKey(typed)).toBe(found)
  })

  test.each(['', 'what', recoveryKey.slice(0, -1), '0123 4567 89AB CDEF GHJK MNPQ RSTV W', 'ä'.repeat(28)])(
    'is not in %j',
    (text) => {
      expect(findRecoveryKey(text)).toBeNull()
    },
  )
})
