/** What connections share, what they keep, and what they let go of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsConnections, type Connection, createAwsConnections } from '../../main/core/aws/connections.ts'
import { answered, newSecret, refused } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import type { Credentials } from '../support/aws/sign.ts'

const ACCOUNT = '111122223333'
const OTHER = '444455556666'

let server: AwsServer
let open: AwsConnections[]

beforeEach(async () => {
  server = await startAwsServer({ accounts: [ACCOUNT, OTHER] })
  open = []
})

afterEach(async () => {
  for (const { close } of open) close()
  await server.close()
})

function connections(...options: Parameters<typeof createAwsConnections>): AwsConnections {
  const made = createAwsConnections(...options)
  open.push(made)
  return made
}

const connect = async (to: AwsConnections, keys: Credentials, secret = 'aws/keys'): Promise<Connection> =>
  answered(
    await to.connect({ credentials: { from: 'vault', secret, keys }, endpointUrl: server.url, region: 'eu-west-1' }),
  )

describe('a connection', () => {
  it('is the same for the same keys and endpoint, with one remote for each region', async () => {
    const to = connections()
    const first = await connect(to, server.credentials)
    const again = await connect(to, server.credentials)
    expect(again).toBe(first)
    expect(first.remote('eu-west-1')).toBe(again.remote('eu-west-1'))
    expect(first.remote('us-east-1')).not.toBe(first.remote('eu-west-1'))
  })

  it('is another one when the secret holds other keys', async () => {
    const to = connections()
    const before = await connect(to, server.credentials)
    const after = await connect(to, server.credentialsOf(OTHER))
    expect(answered(await before.remote('eu-west-1').identify()).accountId).toBe(ACCOUNT)
    expect(answered(await after.remote('eu-west-1').identify()).accountId).toBe(OTHER)
  })

  it('that was released lets go of keys that came out of the vault', async () => {
    const to = connections()
    const released = await connect(to, server.credentials)
    released.release()
    const again = await connect(to, server.credentials)
    expect(again).not.toBe(released)
    const beside = await connect(to, server.credentials)
    beside.release()
    expect(await connect(to, server.credentials)).toBe(again)
  })

  it('is not kept when its credentials were refused', async () => {
    const to = connections()
    const unknown = { ...server.credentials, accessKeyId: 'AKIANOBODY' }
    const remote = (await connect(to, unknown)).remote('eu-west-1')
    expect(refused(await remote.identify())).toMatchObject({ kind: 'aws', code: 'InvalidClientTokenId' })
    answered(await (await connect(to, server.credentials)).remote('eu-west-1').identify())
  })
})

describe('the request rates', () => {
  const rates = { readsPerSecond: 1_000, writesPerSecond: 4 }

  async function msFor(...work: readonly (() => Promise<unknown>)[]): Promise<number> {
    const startedAt = performance.now()
    await Promise.all(work.map((each) => each()))
    return performance.now() - startedAt
  }

  it('hold for an account and region together, whichever keys are used', async () => {
    const to = connections({ rates })
    const second = server.addKey({ accountId: ACCOUNT, user: 'second' })
    const remotes = await Promise.all([server.credentials, second].map((keys) => connect(to, keys)))
    const [one, two] = remotes.map((connection) => connection.remote('eu-west-1'))
    if (!one || !two) throw new Error('two connections were made')
    answered(await one.identify())
    answered(await two.identify())
    const write = (remote: typeof one, name: string) => async () => answered(await remote.create(newSecret(name)))
    const ms = await msFor(...[1, 2, 3].flatMap((n) => [write(one, `a${n}`), write(two, `b${n}`)]))
    expect(ms).toBeGreaterThan(400)
  })

  it('are kept for each region by itself', async () => {
    const connection = await connect(connections({ rates }), server.credentials)
    const regions = ['eu-west-1', 'us-east-1', 'ap-south-1']
    const write = (region: string, n: number) => async () =>
      answered(await connection.remote(region).create(newSecret(`s${n}`)))
    for (const region of [...regions, 'sa-east-1']) answered(await connection.remote(region).list(''))
    const inThree = regions.flatMap((region) => [1, 2, 3, 4].map((n) => write(region, n)))
    const inOne = Array.from({ length: 24 }, (_, n) => write('sa-east-1', n))
    const ended: string[] = []
    await Promise.all([
      msFor(...inOne).then(() => ended.push('24 in one')),
      msFor(...inThree).then(() => ended.push('four in each of three')),
    ])
    expect(ended).toEqual(['four in each of three', '24 in one'])
  })
})
