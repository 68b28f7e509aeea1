import { describe, expect, it } from 'vitest'
import { type ApprovalAnswer, type ApprovalRequest, createApprovals } from '../../../../main/core/endpoint/approvals.ts'

const request: ApprovalRequest = { program: 'billing', secret: 'prod/db', write: false }

function createAsked(answers: readonly (ApprovalAnswer | 'nobody' | 'silence')[], timeoutMs = 50) {
  const shown: ApprovalRequest[] = []
  const always: ApprovalRequest[] = []
  const ended: boolean[] = []
  let now = 0
  const approvals = createApprovals(
    {
      timeoutMs,
      onAlways: (each) => always.push(each),
      show: (each, signal) => {
        const answer = answers[shown.length] ?? 'deny'
        shown.push(each)
        signal.addEventListener('abort', () => ended.push(true))
        if (answer === 'nobody') return Promise.reject(new Error('no window'))
        return answer === 'silence' ? new Promise(() => undefined) : Promise.resolve(answer)
      },
    },
    () => now,
  )
  return { ...approvals, shown, always, ended, pass: (ms: number) => (now += ms) }
}

describe('the user is asked', () => {
  it('each time after "once"', async () => {
    const asked = createAsked(['once', 'once'])
    expect([await asked.ask(request), await asked.ask(request)]).toEqual([true, true])
    expect(asked.shown).toHaveLength(2)
  })

  it('no more after "for this session" and "always", which is told on', async () => {
    for (const answer of ['session', 'always'] as const) {
      const asked = createAsked([answer])
      expect([await asked.ask(request), await asked.ask(request)]).toEqual([true, true])
      expect(asked.shown).toHaveLength(1)
      expect(asked.always).toEqual(answer === 'always' ? [request] : [])
    }
  })

  it('again for another secret, another program, and for writing', async () => {
    const asked = createAsked(['session', 'session', 'session', 'session'])
    await asked.ask(request)
    await asked.ask({ ...request, secret: 'prod/other' })
    await asked.ask({ ...request, program: 'other' })
    await asked.ask({ ...request, write: true })
    expect(asked.shown).toHaveLength(4)
  })

  it('again an hour after "for an hour"', async () => {
    const asked = createAsked(['hour', 'once'])
    await asked.ask(request)
    asked.pass(3_599_999)
    expect([await asked.ask(request), asked.shown.length]).toEqual([true, 1])
    asked.pass(1)
    expect([await asked.ask(request), asked.shown.length]).toEqual([true, 2])
  })

  it('again in another scope, such as a terminal, and for another key', async () => {
    const asked = createAsked(['session', 'session', 'session'])
    await asked.ask(request, 'one terminal')
    await asked.ask(request, 'another')
    await asked.ask({ ...request, fingerprint: 'SHA256:x' }, 'another')
    await asked.ask(request, 'one terminal')
    expect(asked.shown).toHaveLength(3)
  })

  it('once for all that wait for the same answer', async () => {
    const asked = createAsked(['once'])
    expect(await Promise.all([asked.ask(request), asked.ask(request), asked.ask(request)])).toEqual([true, true, true])
    expect(asked.shown).toHaveLength(1)
  })

  it('not again for a minute after a no', async () => {
    const asked = createAsked(['deny', 'once'])
    expect(await asked.ask(request)).toBe(false)
    expect(await asked.ask(request)).toBe(false)
    expect(asked.shown).toHaveLength(1)
    asked.pass(60_000)
    expect(await asked.ask(request)).toBe(true)
  })

  it.each(['nobody', 'silence'] as const)('and %s means no', async (answer) => {
    const asked = createAsked([answer])
    expect(await asked.ask(request)).toBe(false)
    expect(asked.ended).toEqual([true])
  })

  it('no longer when whoever asked has gone, which is no answer of the user', async () => {
    const asked = createAsked(['silence', 'once'], 60_000)
    const gone = new AbortController()
    const answer = asked.ask(request, '', gone.signal)
    gone.abort()
    expect(await answer).toBe(false)
    expect(asked.ended).toEqual([true])
    expect([await asked.ask(request), asked.shown.length]).toEqual([true, 2])
  })

  it('as long as one of those who asked the same is there', async () => {
    const asked = createAsked(['silence'], 60_000)
    const [first, second] = [new AbortController(), new AbortController()]
    const answers = [asked.ask(request, '', first.signal), asked.ask(request, '', second.signal)]
    first.abort()
    expect(await answers[0]).toBe(false)
    expect(asked.ended).toEqual([])
    second.abort()
    expect([await answers[1], asked.ended]).toEqual([false, [true]])
  })

  it('and not for one who has gone before', async () => {
    const asked = createAsked(['silence'], 60_000)
    expect(await asked.ask(request, '', AbortSignal.abort())).toBe(false)
    expect(asked.ended).toEqual([true])
  })
})
