import { beforeEach, expect, test } from 'vitest'
import { withMfa } from '../../../../renderer/store/mfa.ts'
import { get, set } from '../../../../renderer/store/store.ts'
import { type Failure, fail, type Result, succeed } from '../../../../shared/failure.ts'

const serial = 'arn:aws:iam::111122223333:mfa/phone'
const needed = fail<Failure>({ kind: 'mfa-needed', serial, message: 'It asks for a code.' })

/** Signed in with the right code; whoever asks then needs none. */
let isSignedIn: boolean
const call = async ({ mfaCode }: { readonly mfaCode?: string }): Promise<Result<string>> => {
  await Promise.resolve()
  isSignedIn ||= mfaCode === '123456'
  return isSignedIn ? succeed('done') : needed
}
const question = async () => {
  await new Promise((resolve) => setTimeout(resolve))
  return get().mfa
}

beforeEach(() => {
  isSignedIn = false
  set({ mfa: null })
})

test('a code is asked for until it is right', async () => {
  const answer = withMfa(call)
  ;(await question())?.answer('000000')
  ;(await question())?.answer('123456')
  expect(await answer).toEqual(succeed('done'))
  expect(get().mfa).toBeNull()
})

test('two calls that want a code ask one question, and both are answered', async () => {
  const answers = [withMfa(call), withMfa(call)]
  ;(await question())?.answer('123456')
  expect(await question()).toBeNull()
  expect(await Promise.all(answers)).toEqual([succeed('done'), succeed('done')])
})

test('whoever closes the question leaves it to the other call to ask again', async () => {
  const answers = [withMfa(call), withMfa(call)]
  ;(await question())?.answer(null)
  ;(await question())?.answer('123456')
  const [first, second] = await Promise.all(answers)
  expect(first).toMatchObject({ ok: false, failure: { kind: 'refused' } })
  expect(second).toEqual(succeed('done'))
})
