import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAccountPin } from '../../../../main/core/aws/account-pin.ts'
import { createTransport, type Transport } from '../../../../main/core/aws/transport.ts'
import { succeed } from '../../../../shared/failure.ts'

let sts: Server
let transport: Transport
/** Whose keys STS says they are, by access key. */
const accountOf: Record<string, string> = {}
let asked: string[]

beforeEach(async () => {
  asked = []
  sts = createServer((request, response) => {
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    asked.push(key)
    const identity = `<Account>${accountOf[key]}</Account><Arn>arn:aws:iam::${accountOf[key]}:user/a</Arn>`
    response.end(
      `<GetCallerIdentityResponse><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
    )
  })
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve))
  transport = createTransport(`http://127.0.0.1:${(sts.address() as AddressInfo).port}`)
})
afterEach(() => {
  transport.destroy()
  sts.close()
})

/** The keys that are given next. */
let accessKeyId = ''
const pin = () =>
  createAccountPin(
    {
      region: 'eu-west-1',
      transport,
      provider: Object.assign(async () => ({ accessKeyId, secretAccessKey: 'secret' }), { memoized: true } as const),
      send: async (_kind, _signal, attempt) => succeed(await attempt({})),
    },
    () => undefined,
  )

it('gives keys that were asked about without asking again, and new ones of the account after one question', async () => {
  Object.assign(accountOf, { FIRST: '111122223333', SECOND: '111122223333' })
  accessKeyId = 'FIRST'
  const { identify, provider } = pin()
  await identify()
  await Promise.all([provider(), provider()])
  expect(asked).toEqual(['FIRST'])
  accessKeyId = 'SECOND'
  expect((await Promise.all([provider(), provider(), provider()])).map((keys) => keys.accessKeyId)).toEqual([
    'SECOND',
    'SECOND',
    'SECOND',
  ])
  expect(asked).toEqual(['FIRST', 'SECOND'])
})

it('gives none of another account until somebody has asked whose they are', async () => {
  Object.assign(accountOf, { FIRST: '111122223333', OTHER: '444455556666' })
  accessKeyId = 'FIRST'
  const { identify, provider } = pin()
  await identify()
  accessKeyId = 'OTHER'
  await expect(provider()).rejects.toThrow('444455556666')
  await expect(provider()).rejects.toThrow('444455556666')
  expect(await identify()).toMatchObject({ value: { accountId: '444455556666' } })
  expect((await provider()).accessKeyId).toBe('OTHER')
})
