import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OperationName } from '../../main/core/endpoint/port.ts'
import { callAws } from '../support/aws/client.ts'
import { type Moto, startMoto } from '../support/aws/moto.ts'
import { type Call, rows } from '../support/aws/moto-rows.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import type { Credentials } from '../support/aws/sign.ts'
import { startVaultEndpoint, type VaultEndpoint } from '../support/local-endpoint.ts'
import { requires } from '../support/provisions.ts'

const TAKES_TOKEN: readonly OperationName[] = ['CreateSecret', 'PutSecretValue', 'UpdateSecret']

/** Errors as their code and text: their status and the message's key are where moto is known to differ. */
const caller =
  (url: string, credentials: Credentials): Call =>
  async (operation, input, region = 'us-east-1') => {
    const token = TAKES_TOKEN.includes(operation) ? { ClientRequestToken: randomUUID() } : {}
    const { status, json } = await callAws(url, operation, { ...token, ...input }, { credentials, region })
    return status === 200
      ? json
      : { error: String(json.__type).replace(/^.*#/, ''), message: json.message ?? json.Message }
  }

requires('moto').describe('where moto is trusted, it and ours agree', () => {
  let moto: Moto
  let server: AwsServer
  let started: VaultEndpoint
  let calls: { readonly moto: Call; readonly server: Call; readonly vault: Call }
  beforeAll(async () => {
    ;[moto, server, started] = await Promise.all([startMoto(), startAwsServer(), startVaultEndpoint()])
    calls = {
      moto: caller(moto.url, server.credentials),
      server: caller(server.url, server.credentials),
      vault: caller(started.url, started.addKey('parity')),
    }
  })
  afterAll(async () => {
    await Promise.all([moto.close(), server.close(), started.close()])
  })

  it.each(rows.map((each, index) => ({ ...each, name: `parity${index}` })))('$row', async ({ vault, see, name }) => {
    const theirs = await see(calls.moto, name)
    expect(await see(calls.server, name)).toEqual(theirs)
    if (vault) expect(await see(calls.vault, name)).toEqual(theirs)
  })
})
