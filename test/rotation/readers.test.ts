/**
 * Applications read AWSCURRENT through the local endpoint, as they would from AWS, and log in with what they got, again
 * and again while the secret is rotated.
 */
import { afterAll, beforeAll, expect } from 'vitest'
import { rotatorConfig } from '../../shared/rotation-model.ts'
import { callAws } from '../support/aws/client.ts'
import { startVaultEndpoint, type VaultEndpoint } from '../support/local-endpoint.ts'
import { requires } from '../support/provisions.ts'
import { type DatabaseServer, databaseServers } from '../support/rotation/database-servers.ts'
import { addSecret, realRotators, startEngine } from '../support/rotation/engine.ts'
import { withPoints } from '../support/rotation/points.ts'
import { actor, unwrap } from '../support/vault.ts'

const { describe, test } = requires('programs', 'mariadb')

const rotations = 50
const readers = 3

/** Of one application: when it asked for the value, and when it was let in with it or not. */
interface Try {
  readonly readAt: number
  readonly triedAt: number
  readonly ok: boolean
}

/** From the moment the server may know the new password until AWSCURRENT is on it. */
interface Instant {
  readonly from: number
  to: number
}

for (const [kind, start] of databaseServers) {
  describe(`${kind}: an application that reads AWSCURRENT while it is rotated ${rotations} times`, () => {
    let server: DatabaseServer
    let endpoint: VaultEndpoint
    beforeAll(async () => {
      server = await start()
      endpoint = await startVaultEndpoint()
      addSecret(endpoint.vault(), 'admin', 'database', server.adminValue)
    })
    afterAll(async () => {
      await endpoint.close()
      await server.stop()
    })

    async function rotateWhileRead(strategy: 'single' | 'alternating') {
      const name = `prod/${strategy}`
      await server.addUser(strategy, 'first-Pw-1')
      addSecret(endpoint.vault(), name, 'database', server.value(strategy, 'first-Pw-1'))
      const instants: Instant[] = []
      const rotators = withPoints(realRotators(), (point) => {
        if (point === 'before set') instants.push({ from: performance.now(), to: Number.POSITIVE_INFINITY })
        const last = instants.at(-1)
        if (point === 'before finish' && last) last.to = performance.now()
      })
      const { engine } = startEngine(endpoint.vault(), { rotators })
      const config = rotatorConfig.parse({ kind, strategy, adminSecret: 'admin', ca: server.ca })
      const tries: Try[] = []
      let reading = true
      const credentials = endpoint.addKey(`app-${strategy}`)
      const read = async () => {
        while (reading) {
          const readAt = performance.now()
          const answer = await callAws(endpoint.url, 'GetSecretValue', { SecretId: name }, { credentials })
          const ok = await server.works(String(answer.json.SecretString))
          tries.push({ readAt, triedAt: performance.now(), ok })
        }
      }
      const reads = Array.from({ length: readers }, read)
      for (let time = 0; time < rotations; time += 1) {
        expect(unwrap(await engine.start(actor, name, config, 'user'))).toMatchObject({
          state: 'finished',
          message: null,
        })
      }
      reading = false
      await Promise.all(reads)
      return { tries, instants }
    }

    test('is never refused with alternating users', async () => {
      const { tries, instants } = await rotateWhileRead('alternating')
      expect(instants).toHaveLength(rotations)
      expect(tries.length).toBeGreaterThan(2 * rotations)
      // A value holds until the second rotation after it; nobody here keeps one that long but by chance of the scheduler.
      const isOld = ({ readAt, triedAt }: Try) =>
        instants.filter(({ from, to }) => readAt < to && triedAt > from).length >= 2
      expect(tries.filter((each) => !each.ok && !isOld(each))).toEqual([])
    })

    test('is refused with a single user only from set until AWSCURRENT moves', async () => {
      const { tries, instants } = await rotateWhileRead('single')
      expect(instants).toHaveLength(rotations)
      expect(tries.length).toBeGreaterThan(2 * rotations)
      const isWithin = ({ readAt, triedAt }: Try) => instants.some(({ from, to }) => readAt < to && triedAt > from)
      expect(tries.filter((each) => !each.ok && !isWithin(each))).toEqual([])
    })
  })
}
