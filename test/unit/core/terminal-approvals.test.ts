import { spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ApprovalAnswer, ApprovalRequest } from '../../../main/core/endpoint/approvals.ts'
import { createProcessReader } from '../../../main/core/socket/peer.ts'
import type { Caller } from '../../../main/core/socket/server.ts'
import { createTerminalApprovals, type ReadProcess } from '../../../main/core/terminal-approvals.ts'
import { kindOf } from '../../support/vault.ts'

const processes: Readonly<Record<number, ReturnType<ReadProcess>>> = {
  1: { mark: '1 a', session: 'one', parent: '/bin/bash' },
  2: { mark: '2 b', session: 'one', parent: '/bin/bash' },
  3: { mark: '3 c', session: 'two', parent: '/bin/bash' },
  4: { mark: '4 d', session: 'two', parent: '/usr/bin/make' },
  5: null,
}
const caller = (pid: number): Caller => ({ door: 'socket', pid, uid: 1_000, program: '/usr/bin/coffer' })

let answer: ApprovalAnswer | 'silence'
let isAsked: boolean
let always: string[]
let asked: ApprovalRequest[]
let approvals: ReturnType<typeof createTerminalApprovals>

beforeEach(() => {
  answer = 'once'
  isAsked = true
  always = []
  asked = []
  approvals = createTerminalApprovals({
    isAsked: () => isAsked,
    always: () => always,
    remember: (id) => always.push(id),
    show: async (request) => {
      asked.push(request)
      return answer === 'silence' ? Promise.reject(new Error('nobody answers')) : answer
    },
    processOf: (pid) => processes[pid] ?? null,
    now: () => 0,
  })
})

const allowed = async (...pids: readonly number[]): Promise<readonly string[]> => {
  const results: string[] = []
  for (const pid of pids) results.push(kindOf(await approvals.allow('secrets.reveal', caller(pid))))
  return results
}

describe('a program in a terminal', () => {
  test('is not asked about where the user did not say so, nor for what needs no vault', async () => {
    expect(kindOf(await approvals.allow('vault.unlock', caller(1)))).toBe('ok')
    isAsked = false
    expect(await allowed(1, 2, 5)).toEqual(['ok', 'ok', 'ok'])
    expect(asked).toEqual([])
  })

  test('that has ended meanwhile takes its question along, which is no answer about the next one', async () => {
    expect(kindOf(await approvals.allow('secrets.reveal', caller(1), AbortSignal.abort()))).toBe('refused')
    expect(await allowed(1)).toEqual(['ok'])
    expect(asked).toHaveLength(2)
  })

  test('that is allowed once may go on with what it does; the next one is asked about', async () => {
    expect(await allowed(1, 1, 1, 2)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(asked).toHaveLength(2)
    expect(asked[0]).toEqual({ program: '/usr/bin/coffer', parent: '/bin/bash', secret: '', write: false })
  })

  test('that is allowed for its terminal is asked about in another', async () => {
    answer = 'session'
    expect(await allowed(1, 2, 3)).toEqual(['ok', 'ok', 'ok'])
    expect(asked).toHaveLength(2)
  })

  test('that is always allowed is known by what started it as well', async () => {
    answer = 'always'
    expect(await allowed(1, 3)).toEqual(['ok', 'ok'])
    expect(always).toEqual(['/usr/bin/coffer < /bin/bash'])
    answer = 'deny'
    expect(await allowed(4)).toEqual(['refused'])
  })

  test.each(['deny', 'silence'] as const)('gets nothing after: %s', async (said) => {
    answer = said
    expect(await allowed(1, 5)).toEqual(['refused', 'refused'])
  })

  test('whose terminal gave the password needs no other yes', async () => {
    answer = 'deny'
    approvals.trust(caller(1))
    expect(await allowed(1, 2, 3)).toEqual(['ok', 'ok', 'refused'])
  })
})

test.runIf(process.platform === 'linux')(
  'the kernel says when a process began, its terminal and what started it',
  async () => {
    const read = createProcessReader('linux')
    // A session of its own: that of the tests may have begun outside of their container, which the kernel calls 0.
    const child = spawn('sh', ['-c', 'echo up; read line'], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const found = read(child.pid ?? 0)
    child.kill('SIGKILL')
    expect(found.mark).toMatch(new RegExp(`^${child.pid} \\d+$`))
    expect(found.session).toBe(found.mark)
    expect(found.parent).toBe(readlinkSync('/proc/self/exe'))
    expect(read(2 ** 22 + 1)).toEqual({ mark: `${2 ** 22 + 1} `, session: null, parent: null })
  },
)
