/** Any order of rotations, failures, kills, confirmations, cancellations and puts by hand. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prepareVersion } from '../../main/core/procedures/values.ts'
import { createRunEngine, type RunEngine } from '../../main/core/rotation/run.ts'
import { openRunStore } from '../../main/core/rotation/run-store.ts'
import { rotatorConfig } from '../../shared/rotation-model.ts'
import { createMemoryService, type MemoryStep } from '../support/rotation/memory-rotator.ts'
import { actor, makeVault, revealText, textVersion, unwrap } from '../support/vault.ts'

const deep = process.env.SLOW === '1'
const config = rotatorConfig.parse({ kind: 'generate' })

type Deed =
  | { readonly do: 'run' | 'resume' | 'confirm' | 'cancel' | 'put' | 'kill' }
  | { readonly do: 'disturb'; readonly step: MemoryStep; readonly moment: 'before' | 'after' }
  | { readonly do: 'ask'; readonly asks: boolean }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    arbitrary: fc.constantFrom('run', 'resume', 'confirm', 'cancel', 'put', 'kill').map((word) => ({ do: word })),
    weight: 6,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('disturb' as const),
      step: fc.constantFrom<MemoryStep>('create', 'set', 'test', 'finish', 'cancel'),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
    weight: 3,
  },
  { arbitrary: fc.boolean().map((asks) => ({ do: 'ask' as const, asks })), weight: 1 },
)

async function live(deeds: readonly Deed[]): Promise<void> {
  const { home, vault } = await makeVault()
  const service = createMemoryService('put-0')
  const start = (): RunEngine =>
    createRunEngine({
      vault,
      runs: openRunStore(vault),
      rotators: service.rotators,
      log: { info: () => {}, error: () => {} },
      now: () => home.clock,
      onChange: () => {},
      rotatedInAws: () => null,
      prepareVersion: (kind, form, bytes) => prepareVersion(kind, form, bytes, false),
      approve: () => null,
    })
  let engine = start()
  let puts = 0
  const put = () => {
    // Who puts a value by hand has set it at the service before.
    service.accepts.add(`put-${puts}`)
    const version = textVersion(`put-${puts}`)
    puts += 1
    return version
  }
  const seen = new Set<string>()
  try {
    unwrap(vault.create(actor, { name: 'a', kind: 'login', version: put() }))
    for (const one of deeds) {
      if (one.do === 'run') await engine.start(actor, 'a', config, 'user')
      else if (one.do === 'resume' || one.do === 'confirm' || one.do === 'cancel') await engine[one.do](actor, 'a')
      else if (one.do === 'put') unwrap(vault.put(actor, 'a', put()))
      else if (one.do === 'ask') service.asks = one.asks
      else if (one.do === 'disturb')
        service.disturb = (step, moment) => {
          if (step !== one.step || moment !== one.moment) return null
          service.disturb = () => null
          return { kind: 'refused', message: 'No.' }
        }
      else {
        await engine.close()
        engine = start()
        engine.pickUp()
        while (engine.working() > 0) await new Promise((resolve) => setImmediate(resolve))
      }
      const { stages } = unwrap(vault.body('a'))
      const active = openRunStore(vault).active('a')
      expect(service.accepts.has(revealText(vault, 'a')), 'what programs read is what the service takes').toBe(true)
      expect(stages.AWSPENDING === undefined || stages.AWSPENDING === active?.id, 'no label is left behind').toBe(true)
      for (const { versionId } of unwrap(vault.versions('a'))) seen.add(versionId)
      expect(unwrap(vault.versions('a')).length, 'no version is lost').toBe(seen.size)
    }
  } finally {
    await engine.close()
    vault.close()
    home.remove()
  }
}

test('programs always read a value that works, and nothing is lost or left behind', async () => {
  await fc.assert(fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 25 }), live), { numRuns: deep ? 400 : 25 })
})
