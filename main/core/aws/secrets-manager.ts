/** The port of sync over the AWS SDK: one target's Secrets Manager in one region. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { fail, succeed } from '../../../shared/failure.ts'
import type { ConnectRemote, Remote, RemoteList, RemoteSecret, RemoteVersion } from '../sync/remote.ts'
import type { Fallback } from './connections.ts'
import type { CredentialProvider } from './credentials.ts'
import type { Identify } from './identity.ts'
import { createReadCurrent } from './read-current.ts'
import { fromListEntry, toRemoteSecret, toRemoteValue, toRemoteVersion, toReplicaStatuses } from './remote-shapes.ts'
import type { Send } from './send.ts'
import type { Transport, TransportListener } from './transport.ts'
import { createWrites } from './writes.ts'

export interface RemoteOptions {
  readonly region: string
  readonly provider: CredentialProvider
  readonly transport: Transport
  readonly send: Send
  readonly identify: Identify
  readonly onFallback: (fallback: Fallback) => void
  readonly now: () => number
}

type Clock = RemoteList['clock']

/** One client, kept for as long as the connection: its sockets stay open between runs. */
export function createRemote(options: RemoteOptions): ReturnType<ConnectRemote> {
  let calls = 0
  let clock: Clock = null
  const listener: TransportListener = {
    onRequest: () => {
      calls += 1
    },
    onAnswer: (date) => {
      clock = readClock(date, options.now()) ?? clock
    },
  }
  const client = new SecretsManagerClient({
    ...options.transport.clientDefaults(listener),
    region: options.region,
    credentials: options.provider,
  })
  // It copies every answer for a log that nobody reads, which takes a fifth of the time of a long list.
  client.middlewareStack.remove('loggerMiddleware')
  const describe = createDescribe(client, options.send)
  return {
    region: options.region,
    identify: options.identify,
    list: createList(client, options.send, () => clock),
    describe,
    readCurrent: createReadCurrent(client, options),
    readVersion: createReadVersion(client, options.send),
    listVersions: createListVersions(client, options.send),
    ...createWrites(client, options.send, describe),
    calls: () => calls,
  }
}

function readClock(date: string | undefined, localAt: number): Clock {
  const serverAt = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(serverAt) ? null : { serverAt, localAt }
}

/** AWS's most for a page. */
const PAGE_SIZE = 100

function createList(client: SecretsManagerClient, send: Send, clock: () => Clock): Remote['list'] {
  return async (prefix, onPage, signal) => {
    /** By name: a change while the pages are read can show a secret on two of them. */
    const byName = new Map<string, RemoteSecret>()
    let token: string | undefined
    do {
      const page = await send('read', signal, (options) =>
        client.send(new ListSecretsCommand(listInput(prefix, token)), options),
      )
      if (!page.ok) return page
      for (const entry of page.value.SecretList ?? []) {
        const secret = fromListEntry(entry)
        if (secret.name.startsWith(prefix)) byName.set(secret.name, secret)
      }
      onPage?.(byName.size)
      if (isSamePage(token, page.value.NextToken)) return fail(samePage)
      token = page.value.NextToken
    } while (token !== undefined && token !== '')
    return succeed({ secrets: [...byName.values()], clock: clock() })
  }
}

/** The filter takes a prefix of at most 512 characters, in which a leading `!` would negate: those are filtered here. */
function listInput(prefix: string, NextToken: string | undefined) {
  const filters =
    prefix === '' || prefix.startsWith('!') ? {} : { Filters: [{ Key: 'name' as const, Values: [prefix] }] }
  return { MaxResults: PAGE_SIZE, IncludePlannedDeletion: true, ...filters, ...(NextToken ? { NextToken } : {}) }
}

/** AWS never does that; with a server that does no list would come to an end. */
const isSamePage = (asked: string | undefined, next: string | undefined): boolean => Boolean(next) && next === asked

const samePage = {
  kind: 'unavailable',
  message: 'The server gives the same page of its list again and again.',
} as const

function createDescribe(client: SecretsManagerClient, send: Send): Remote['describe'] {
  return async (name, signal) => {
    const described = await send('read', signal, (options) =>
      client.send(new DescribeSecretCommand({ SecretId: name }), options),
    )
    if (!described.ok) return described
    const replicas = toReplicaStatuses(described.value.ReplicationStatus)
    return succeed({ ...toRemoteSecret(described.value), replicas })
  }
}

function createReadVersion(client: SecretsManagerClient, send: Send): Remote['readVersion'] {
  return async (name, versionId, signal) => {
    const got = await send('read', signal, (options) =>
      client.send(new GetSecretValueCommand({ SecretId: name, VersionId: versionId }), options),
    )
    if (!got.ok) return got
    const value = toRemoteValue(got.value)
    return value === null ? fail(noValue(name)) : succeed(value)
  }
}

const noValue = (name: string) =>
  ({ kind: 'aws', code: 'ResourceNotFoundException', message: `This version of ${name} has no value yet.` }) as const

function createListVersions(client: SecretsManagerClient, send: Send): Remote['listVersions'] {
  return async (name, signal) => {
    const versions: RemoteVersion[] = []
    let token: string | undefined
    do {
      const input = {
        SecretId: name,
        IncludeDeprecated: true,
        MaxResults: PAGE_SIZE,
        ...(token ? { NextToken: token } : {}),
      }
      const page = await send('read', signal, (options) => client.send(new ListSecretVersionIdsCommand(input), options))
      if (!page.ok) return page
      versions.push(...(page.value.Versions ?? []).map(toRemoteVersion))
      if (isSamePage(token, page.value.NextToken)) return fail(samePage)
      token = page.value.NextToken
    } while (token !== undefined && token !== '')
    return succeed(versions)
  }
}
