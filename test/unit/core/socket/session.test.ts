import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import { createSessionReader } from '../../../../main/core/socket/peer.ts'
import { unless } from '../../../support/provisions.ts'

const sessionOf = createSessionReader(process.platform)
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** Its session is there once it says something. */
async function start(detached: boolean): Promise<string | null> {
  const child = spawn('sh', ['-c', 'echo up; read line'], { detached, stdio: ['pipe', 'pipe', 'ignore'] })
  children.push(child)
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return sessionOf(child.pid ?? 0)
}

unless(process.platform === 'linux' ? null : 'Linux only').describe('the session of a process', () => {
  test('is that of its parent, and another one after setsid', async () => {
    const [same, other] = [await start(false), await start(true)]
    expect(same).toBe(sessionOf(process.pid))
    expect(other).not.toBe(same)
    expect(other).toMatch(/^\d+ \d+$/)
  })
})

describe('no session', () => {
  test('is known of a process that is not there, nor on Windows', () => {
    expect(sessionOf(2 ** 30)).toBe(null)
    expect(createSessionReader('win32')(process.pid)).toBe(null)
  })
})
