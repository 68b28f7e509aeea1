import { describe, expect, test } from 'vitest'
import { type MfaInput, withMfa } from '../../../../cli/sync/mfa.ts'
import type { Terminal } from '../../../../cli/terminal/terminal.ts'
import { fail, succeed } from '../../../../shared/failure.ts'

const needed = fail({ kind: 'mfa-needed', message: 'A code is needed.', serial: 'arn:aws:iam::1:mfa/ada' } as const)

/** `typed` null: nobody is there. */
function terminalWith(typed: string | null): Terminal & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    stdoutIsTerminal: true,
    stdinIsTerminal: true,
    canAsk: () => typed !== null,
    ask: async (question) => {
      asked.push(question)
      return succeed(new TextEncoder().encode(typed ?? ''))
    },
  }
}

/** A call that wants a code, and keeps what it was given. */
function callThatWantsOne() {
  const inputs: MfaInput[] = []
  const call = async (input: MfaInput) => {
    inputs.push(input)
    return input.mfaCode === undefined ? needed : succeed('done')
  }
  return { inputs, call }
}

describe('the code of an MFA device', () => {
  test('is asked for when it is needed, once', async () => {
    const terminal = terminalWith('123456')
    const { inputs, call } = callThatWantsOne()
    expect(await withMfa({ terminal }, undefined, call)).toEqual(succeed('done'))
    expect(terminal.asked).toEqual(['Code of arn:aws:iam::1:mfa/ada: '])
    expect(inputs).toEqual([{}, { mfaCode: '123456' }])
  })

  test('is not asked for when it was given, or is not needed', async () => {
    const terminal = terminalWith('123456')
    const { inputs, call } = callThatWantsOne()
    expect(await withMfa({ terminal }, '654321', call)).toEqual(succeed('done'))
    expect(await withMfa({ terminal }, undefined, async () => succeed('done'))).toEqual(succeed('done'))
    expect(terminal.asked).toEqual([])
    expect(inputs).toEqual([{ mfaCode: '654321' }])
  })

  test('is asked for again where it was not accepted or another device is asked too, but not for ever', async () => {
    const terminal = terminalWith('123456')
    const serials = ['phone', 'phone', 'key']
    const call = async () => {
      const [serial, ...others] = serials.splice(0)
      serials.push(...others)
      return serial === undefined ? succeed('done') : fail({ kind: 'mfa-needed', message: 'No.', serial } as const)
    }
    expect(await withMfa({ terminal }, undefined, call)).toEqual(succeed('done'))
    expect(terminal.asked).toEqual(['Code of phone: ', 'Not accepted. The next code of phone: ', 'Code of key: '])
    const never = terminalWith('123456')
    expect(await withMfa({ terminal: never }, undefined, async () => needed)).toEqual(needed)
    expect(never.asked).toHaveLength(4)
  })

  test('is missing where nobody can be asked', async () => {
    expect(await withMfa({ terminal: terminalWith(null) }, undefined, callThatWantsOne().call)).toEqual(needed)
  })

  test.each(['12345', 'abcdef', ''])('"%s" is none, and nothing is called with it', async (code) => {
    const { inputs, call } = callThatWantsOne()
    expect(await withMfa({ terminal: terminalWith(code) }, undefined, call)).toMatchObject({
      failure: { kind: 'usage' },
    })
    expect(await withMfa({ terminal: terminalWith(null) }, code, call)).toMatchObject({ failure: { kind: 'usage' } })
    expect(inputs).toEqual([{}])
  })
})
