import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { drawNonce, encrypt, loadSodium, nonceBytes } from '../../main/core/vault/sodium.ts'
import { sized } from '../support/faults/processes.ts'
import { fault } from '../support/faults/report.ts'

const root = join(import.meta.dirname, '../..')

/** Loads our door to libsodium in a process of its own after `before` spoiled something, then does `then`. */
function withSpoiled(before: string, then: string): string {
  const program = `
    import { randomFillSync } from 'node:crypto'
    import crypto from 'node:crypto'
    import { syncBuiltinESMExports } from 'node:module'
    import library from 'libsodium-wrappers-sumo'
    await library.ready
    ${before}
    const sodium = await import('./main/core/vault/sodium.ts')
    try {
      await sodium.loadSodium()
      ${then}
      console.log('went on')
    } catch (error) {
      console.log('refused: ' + error.message)
    }`
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, encoding: 'utf8' })
  return done.stdout.trim() || done.stderr.slice(0, 300)
}

fault(
  'F17',
  'a wrong build of libsodium, no memory to wipe, no randomness, nonces by the million',
  async ({ did, found }) => {
    const spoiled: readonly (readonly [what: string, before: string, then: string])[] = [
      ['wrong hash', `library.crypto_generichash = () => new Uint8Array(64)`, ''],
      ['no Argon2id', `delete library.crypto_pwhash`, ''],
      ['no allocator to wipe', `library.libsodium._free = undefined`, ''],
      ['no heap to wipe', `Object.defineProperty(library, 'libsodium', { value: {} })`, ''],
      [
        'no randomness',
        `crypto.randomFillSync = () => { throw new Error('no entropy') }; syncBuiltinESMExports()`,
        'sodium.drawNonce()',
      ],
    ]
    for (const [what, before, then] of spoiled) {
      did('parts spoiled')
      expect([what, withSpoiled(before, then)]).toEqual([what, expect.stringMatching(/^refused: /)])
    }
    expect(withSpoiled('', 'sodium.drawNonce()')).toBe('went on')

    await loadSodium()
    const draws = sized(1_000_000, 10_000_000)
    // Eight bytes of each: a repeat of those by chance has odds of 1 in 370,000 at ten million draws.
    const kept = new BigUint64Array(draws)
    const tails = new Uint16Array(draws)
    for (let at = 0; at < draws; at += 1) {
      const nonce = at % 1_000 === 0 ? encrypt(new Uint8Array(32), new Uint8Array(1), new Uint8Array(0)) : drawNonce()
      const view = new DataView(nonce.buffer, nonce.byteOffset)
      kept[at] = view.getBigUint64(0)
      tails[at] = view.getUint16(nonceBytes - 2)
    }
    did('nonces drawn', draws)
    const sorted = kept.toSorted()
    let repeats = 0
    for (let at = 1; at < draws; at += 1) if (sorted[at] === sorted[at - 1]) repeats += 1
    found('nonces repeated', repeats)
    expect(repeats).toBe(0)
    expect(new Set(tails).size).toBeGreaterThan(60_000)
  },
)
