/** What syncing costs in calls, by the log of the server that got them. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../support/aws/memory-store.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'

const accountId = '111122223333'
const region = 'eu-west-1'

let server: AwsServer
let wired: WiredSync

beforeEach(async () => {
  server = await startAwsServer({ accounts: [accountId] })
  wired = await startWiredSync(server)
})
afterEach(async () => {
  await wired.close()
  await server.close()
})

/** Made there by somebody else. */
function fillAws(count: number): void {
  const store = createMemoryStore(server.control.world, accountId, region)
  for (let at = 0; at < count; at += 1) {
    const value = { form: 'text' as const, bytes: Buffer.from(`value ${at}`) }
    const version = { versionId: randomUUID(), value, stages: undefined }
    const made = store.create({
      name: `app/${at}`,
      description: undefined,
      kmsKeyId: undefined,
      type: undefined,
      tags: [],
      version,
    })
    if (!made.ok) throw new Error(made.failure.message)
  }
}

const valuesRead = (): number => server.log.entries().reduce((sum, entry) => sum + entry.valuesRead, 0)
const counts = (): Readonly<Record<string, number>> => {
  const { GetCallerIdentity: _, ...rest } = server.log.counts()
  return rest
}

describe.each([0, 1, 100, 101, 2_500])('with %i secrets in AWS', (count) => {
  const pages = Math.max(1, Math.ceil(count / 100))
  const batches = Math.ceil(count / 20)

  it('a first pull costs a list and a batch for each 20, and a plan without changes a list and no value', async () => {
    fillAws(count)
    server.log.clear()
    const run = await wired.run()
    expect(run).toMatchObject({ outcome: 'done', calls: batches })
    expect(run.results).toHaveLength(count)
    expect(counts()).toEqual({ ListSecrets: pages, ...(batches === 0 ? {} : { BatchGetSecretValue: batches }) })
    expect(valuesRead()).toBe(count)
    server.log.clear()
    const plan = await wired.plan()
    expect(plan).toMatchObject({ operations: [], halt: null, callsMade: pages, unchanged: count })
    expect(counts()).toEqual({ ListSecrets: pages })
    expect(valuesRead()).toBe(0)
  })
})

describe('a push', () => {
  it.each([1, 100, 101])('of %i new secrets costs a call for each, and the plan after it only lists', async (count) => {
    for (let at = 0; at < count; at += 1) wired.put(`app/${at}`, `value ${at}`)
    const run = await wired.run()
    expect(run).toMatchObject({ outcome: 'done', calls: count })
    expect(counts()).toEqual({ ListSecrets: 1, CreateSecret: count })
    server.log.clear()
    expect((await wired.plan()).operations).toEqual([])
    expect(counts()).toEqual({ ListSecrets: Math.ceil(count / 100) })
  })

  it('of a new version costs three calls, reads no value, and is what the plan said', async () => {
    for (let at = 0; at < 30; at += 1) wired.put(`app/${at}`, `value ${at}`)
    await wired.run()
    for (let at = 0; at < 30; at += 1) wired.put(`app/${at}`, `other ${at}`)
    const plan = await wired.plan()
    server.log.clear()
    const run = await wired.run()
    expect(plan.calls).toBe(90)
    expect(run).toMatchObject({ outcome: 'done', calls: 90 })
    expect(counts()).toEqual({ ListSecrets: 1, PutSecretValue: 30, UpdateSecretVersionStage: 60 })
    expect(valuesRead()).toBe(0)
  })
})

describe('after a lock', () => {
  it('a plan without changes costs no more than before it', async () => {
    fillAws(120)
    await wired.run()
    wired = await wired.again()
    server.log.clear()
    expect((await wired.plan()).operations).toEqual([])
    expect(counts()).toEqual({ ListSecrets: 2 })
  })
})
