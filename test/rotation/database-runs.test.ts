/** Whole rotations of a vault's secrets at real databases: labels, failures at every point, kills at every point. */
import { afterAll, beforeAll, expect } from 'vitest'
import type { Vault } from '../../main/core/vault/vault.ts'
import { type RotatorDraft, rotatorConfig } from '../../shared/rotation-model.ts'
import { requires } from '../support/provisions.ts'
import { type DatabaseServer, databaseServers } from '../support/rotation/database-servers.ts'
import { addSecret, realRotators, startEngine, valuesByStage } from '../support/rotation/engine.ts'
import { killPoints, rotateAndDie } from '../support/rotation/kill.ts'
import { type Point, points, withPoints } from '../support/rotation/points.ts'
import { actor, makeVault, type TestHome, unwrap } from '../support/vault.ts'

const { describe, test } = requires('programs', 'mariadb')
/** Each kill costs two processes, on a machine that may have other work. */
const killsWithinMs = process.env.SLOW ? 1_200_000 : 600_000
const kills = process.env.SLOW ? 100 : 2

for (const [kind, start] of databaseServers) {
  for (const strategy of ['single', 'alternating'] as const) {
    describe(`${kind}, ${strategy}: a rotation`, () => {
      let server: DatabaseServer
      let home: TestHome
      let vault: Vault
      let secrets = 0
      const draft = (): Extract<RotatorDraft, { kind: 'postgres' | 'mysql' }> => ({
        kind,
        strategy,
        adminSecret: 'admin',
        ca: server.ca,
      })

      beforeAll(async () => {
        server = await start()
        const made = await makeVault()
        home = made.home
        vault = made.vault
        addSecret(vault, 'admin', 'database', server.adminValue)
      })
      afterAll(async () => {
        vault.close()
        home.remove()
        await server.stop()
      })

      /** With an account of its own at the server. */
      async function newSecret(): Promise<string> {
        secrets += 1
        await server.addUser(`app${secrets}`, 'first-Pw-1')
        addSecret(vault, `prod/app${secrets}`, 'database', server.value(`app${secrets}`, 'first-Pw-1'))
        return `prod/app${secrets}`
      }
      const stagesOf = (name: string) => unwrap(vault.body(name)).stages
      const currentWorks = (of: Vault, name: string) => server.works(valuesByStage(of, name).AWSCURRENT ?? '')

      test('moves the labels as AWS does, and every password works when it should', async () => {
        const name = await newSecret()
        const first = stagesOf(name).AWSCURRENT
        const seen: Record<string, unknown> = {}
        const look = async (point: Point) => {
          seen[point] = [stagesOf(name), await currentWorks(vault, name)]
        }
        const { engine, runs } = startEngine(vault, { rotators: withPoints(realRotators(), look) })
        const run = unwrap(await engine.start(actor, name, rotatorConfig.parse(draft()), 'user'))
        expect([run.state, runs.active(name)]).toEqual(['finished', null])
        const second = run.id
        const [start, pending] = [{ AWSCURRENT: first }, { AWSCURRENT: first, AWSPENDING: second }]
        const moved = { AWSCURRENT: second, AWSPREVIOUS: first, AWSPENDING: second }
        const between = strategy === 'alternating'
        expect(seen).toEqual({
          'before create': [start, true],
          'after create': [start, true],
          'before set': [pending, true],
          'after set': [pending, between],
          'before test': [pending, between],
          'after test': [pending, between],
          'before finish': [moved, true],
          'after finish': [moved, true],
        })
        expect(stagesOf(name)).toEqual({ AWSCURRENT: second, AWSPREVIOUS: first })
        expect(await currentWorks(vault, name)).toBe(true)
        expect(await server.works(valuesByStage(vault, name).AWSPREVIOUS ?? '')).toBe(between)
      })

      test('that fails before or after any step goes on from there when it is resumed', async () => {
        for (const failing of points) {
          const name = await newSecret()
          const before = stagesOf(name).AWSCURRENT
          let broken = true
          const fail = (point: Point) => {
            if (broken && point === failing) throw new Error('injected')
          }
          const quiet = console.error
          console.error = () => undefined
          const { engine } = startEngine(vault, { rotators: withPoints(realRotators(), fail) })
          const failed = unwrap(await engine.start(actor, name, rotatorConfig.parse(draft()), 'user'))
          console.error = quiet
          expect([failing, failed.state]).toEqual([failing, 'failed'])
          const hasMoved = failing.endsWith('finish')
          expect(stagesOf(name).AWSCURRENT).toBe(hasMoved ? failed.id : before)
          const isSet = strategy === 'single' && ['after set', 'before test', 'after test'].includes(failing)
          expect([failing, await currentWorks(vault, name)]).toEqual([failing, !isSet])
          broken = false
          expect(unwrap(await engine.resume(actor, name)).state).toBe('finished')
          expect([stagesOf(name).AWSCURRENT, await currentWorks(vault, name)]).toEqual([failed.id, true])
        }
      })

      test('that fails its test can be cancelled: the value in use works again', async () => {
        const name = await newSecret()
        const before = stagesOf(name)
        const rotators = realRotators()
        const refusing = {
          ...rotators,
          [kind]: {
            ...rotators[kind],
            test: async () => ({ ok: false, failure: { kind: 'refused', message: 'No.' } }),
          },
        }
        const { engine } = startEngine(vault, { rotators: refusing as typeof rotators })
        const failed = unwrap(await engine.start(actor, name, rotatorConfig.parse(draft()), 'user'))
        expect([failed.state, failed.step, failed.message]).toEqual(['failed', 'test', 'No.'])
        expect(unwrap(await engine.cancel(actor, name))).toMatchObject({ state: 'cancelled', message: null })
        expect(stagesOf(name)).toEqual(before)
        expect(await currentWorks(vault, name)).toBe(true)
      })

      test(
        'killed at every point in turn, it goes on each time and ends well',
        async () => {
          const name = await newSecret()
          const before = stagesOf(name).AWSCURRENT
          vault.close()
          try {
            for (const point of killPoints) {
              expect([point, await rotateAndDie({ home, name, draft: draft(), killAt: point })]).toEqual([
                point,
                'SIGKILL',
              ])
              const left = await home.unlock()
              const isSet = strategy === 'single' && /^(after set|before test|after test|before the move)$/.test(point)
              expect([point, await currentWorks(left, name)]).toEqual([point, !isSet])
              const { stages } = unwrap(left.body(name))
              expect([point, stages.AWSCURRENT === before]).toEqual([point, !point.endsWith('finish')])
              left.close()
            }
            expect(await rotateAndDie({ home, name, draft: draft(), killAt: 'never' })).toBe('finished')
          } finally {
            vault = await home.unlock()
          }
          const { AWSCURRENT, ...others } = stagesOf(name)
          expect(others).toEqual({ AWSPREVIOUS: before })
          expect([AWSCURRENT === before, await currentWorks(vault, name)]).toEqual([false, true])
        },
        killsWithinMs,
      )

      test(
        'killed at any moment, it goes on and ends well',
        async () => {
          for (let time = 0; time < kills; time += 1) {
            const name = await newSecret()
            vault.close()
            try {
              // Spread over a rotation's length, which is some 100 ms, in steps that no two runs share.
              const killAt = ((time + Math.random()) * 120) / kills
              const end = await rotateAndDie({ home, name, draft: draft(), killAt })
              expect(['SIGKILL', 'finished']).toContain(end)
              const left = await home.unlock()
              if (strategy === 'alternating') expect([killAt, await currentWorks(left, name)]).toEqual([killAt, true])
              left.close()
              const again = await rotateAndDie({ home, name, draft: draft(), killAt: 'never' })
              expect([killAt, again]).toEqual([killAt, 'finished'])
            } finally {
              vault = await home.unlock()
            }
            expect(Object.keys(stagesOf(name)).sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
            expect(await currentWorks(vault, name)).toBe(true)
          }
        },
        killsWithinMs,
      )
    })
  }
}
