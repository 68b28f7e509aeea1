import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { announcedMode, announceMode, takeLock, withdrawMode } from '../../../main/first-instance.ts'
import type { Mode } from '../../../main/launch.ts'

describe('what the first says of itself', () => {
  let profile: string
  beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'coffer-first-'))
  })
  afterEach(() => rmSync(profile, { recursive: true, force: true }))

  test('is read by the second, until it is withdrawn', () => {
    expect(announcedMode(profile)).toBeNull()
    for (const mode of ['window', 'background'] as const) {
      announceMode(profile, mode)
      expect(announcedMode(profile)).toBe(mode)
    }
    expect(statSync(join(profile, 'first-instance')).mode & 0o777).toBe(0o600)
    withdrawMode(profile)
    withdrawMode(profile)
    expect(announcedMode(profile)).toBeNull()
  })
  test('is nothing when it is not one of the two words', () => {
    for (const text of ['', 'Window', 'window\n', 'x'.repeat(10_000)]) {
      writeFileSync(join(profile, 'first-instance'), text)
      expect(announcedMode(profile)).toBeNull()
    }
  })
})

describe('taking the lock', () => {
  /** `freeAfter` requests are refused first. */
  const attempt = async (mode: Mode, firstMode: (asked: number) => Mode | null, freeAfter: number) => {
    let asked = 0
    let waitedMs = 0
    const taken = await takeLock({
      request: () => ++asked > freeAfter,
      firstMode: () => firstMode(asked),
      mode,
      wait: async (ms) => {
        waitedMs += ms
      },
    })
    return { taken, asked, waitedMs }
  }

  test('succeeds at once where nobody holds it', async () => {
    expect(await attempt('window', () => null, 0)).toEqual({ taken: true, asked: 1, waitedMs: 0 })
  })
  test('a window waits until a headless process has gone', async () => {
    expect(await attempt('window', () => 'background', 12)).toMatchObject({ taken: true, asked: 13 })
  })
  test('a window does not wait for a window', async () => {
    expect(await attempt('window', () => 'window', 99)).toEqual({ taken: false, asked: 1, waitedMs: 0 })
  })
  test('a background start never waits', async () => {
    for (const first of ['window', 'background', null] as const) {
      expect(await attempt('background', () => first, 99)).toMatchObject({ taken: false, asked: 1 })
    }
  })
  test('a window waits a little for a first that has not said what it is', async () => {
    const result = await attempt('window', (asked) => (asked < 5 ? null : 'window'), 99)
    expect(result).toMatchObject({ taken: false, asked: 5 })
    const silent = await attempt('window', () => null, 99)
    expect(silent.taken).toBe(false)
    expect(silent.waitedMs).toBeLessThanOrEqual(1_000)
  })
  test('a window gives up on a headless process that does not go', async () => {
    const result = await attempt('window', () => 'background', 10_000)
    expect(result.taken).toBe(false)
    expect(result.waitedMs).toBeLessThanOrEqual(8_000)
  })
})
