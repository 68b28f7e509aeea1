/** A random life of a vault: steps that a process does and records, and that the same model follows afterwards. */

import { expose } from '../../../main/core/vault/redacted.ts'
import { checkpoint } from '../../../main/core/vault/store/db.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import { actor, kindOf, textVersion } from '../vault.ts'
import type { VaultModel } from '../vault-model.ts'

export type Step =
  | { readonly op: 'create' | 'put'; readonly name: string; readonly id: string; readonly value: string }
  | { readonly op: 'stage'; readonly name: string; readonly id: string; readonly value: string; readonly stage: string }
  | { readonly op: 'tag'; readonly name: string; readonly value: string }
  | { readonly op: 'schedule' | 'restore' | 'purge' | 'read'; readonly name: string }
  | { readonly op: 'record'; readonly key: string; readonly value: string }
  | { readonly op: 'segments' }

/** mulberry32: small, and the same everywhere, so that a run can be repeated from its seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** The next step. `number` makes its version id and value unlike any other's. */
export function nextStep(random: (below: number) => number, number: number): Step {
  const name = `life/${random(12)}`
  const id = `step-${number}`.padStart(36, '0')
  const value = `value ${number} ${'.'.repeat(random(4) === 0 ? random(9_000) : random(60))}`
  const kind = random(20)
  if (kind < 6) return { op: 'create', name, id, value }
  if (kind < 11) return { op: 'put', name, id, value }
  if (kind < 13) return { op: 'stage', name, id, value, stage: random(2) === 0 ? 'AWSPENDING' : 'blue' }
  if (kind < 14) return { op: 'tag', name, value: `${number}` }
  if (kind < 15) return { op: 'schedule', name }
  if (kind < 16) return { op: 'restore', name }
  if (kind < 17) return { op: 'purge', name }
  if (kind < 18) return { op: 'record', key: `k${random(3)}`, value }
  return kind < 19 ? { op: 'read', name } : { op: 'segments' }
}

/** 'ok' when the vault acknowledged the step, else the failure's kind. */
export async function doStep(vault: Vault, step: Step): Promise<string> {
  switch (step.op) {
    case 'create':
      return kindOf(vault.create(actor, { name: step.name, kind: 'note', version: textVersion(step.value, step.id) }))
    case 'put':
      return kindOf(vault.put(actor, step.name, textVersion(step.value, step.id)))
    case 'stage':
      return kindOf(vault.put(actor, step.name, textVersion(step.value, step.id), { stages: [step.stage] }))
    case 'tag':
      return kindOf(vault.tag(actor, step.name, { step: step.value }))
    case 'schedule':
      return kindOf(vault.scheduleDeletion(actor, step.name, 30))
    case 'restore':
      return kindOf(vault.restore(actor, step.name))
    case 'purge':
      return kindOf(vault.purge(actor, step.name))
    case 'record':
      return kindOf(vault.putRecord(2, step.key, step.value))
    case 'read':
      return kindOf(vault.reveal(actor, { name: step.name }))
    case 'segments':
      await vault.refreshSegments()
      checkpoint(vault.ledger.db)
      return 'ok'
  }
}

/** The same on the model, for a step that was acknowledged. */
export function follow(model: VaultModel, step: Step): void {
  switch (step.op) {
    case 'create':
      model.create(step.name, step)
      return
    case 'put':
      model.put(step.name, step.id, step.value, {})
      return
    case 'stage':
      model.put(step.name, step.id, step.value, { stages: [step.stage] })
      return
    case 'tag':
      model.update(step.name, (secret) => {
        secret.tags = { ...secret.tags, step: step.value }
      })
      return
    case 'schedule':
      model.schedule(step.name, 30, 0)
      return
    case 'restore':
      model.restore(step.name)
      return
    case 'purge':
      model.purge(step.name)
      return
    case 'record':
      model.records.set(step.key, step.value)
      return
    case 'read':
    case 'segments':
      return
  }
}

/** Everything in the vault as one text: names, stages, tags, every version's value, records. */
export function tellVault(vault: Vault): string {
  const secrets = vault.bodies().map((body) => {
    const isScheduled = body.deletionAt !== null
    if (isScheduled) vault.restore(actor, body.name)
    const versions = vault.versions(body.name)
    if (!versions.ok) throw new Error(versions.failure.kind)
    const values = versions.value.toReversed().map(({ versionId }) => {
      const shown = vault.reveal(actor, { name: body.name, versionId })
      if (!shown.ok) throw new Error(shown.failure.kind)
      return [versionId, Buffer.from(expose(shown.value.value)).toString()]
    })
    return [body.name, Object.entries(body.stages).sort(), Object.entries(body.tags).sort(), isScheduled, values]
  })
  const records = ['k0', 'k1', 'k2'].map((key) => [key, vault.getRecord<string>(2, key)])
  return JSON.stringify([secrets, records])
}

/** The same of the model. */
export function tellModel({ secrets, records }: VaultModel): string {
  const told = [...secrets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, secret]) => [
      name,
      [...secret.stages].sort(),
      Object.entries(secret.tags).sort(),
      secret.deletionAt !== null,
      [...secret.values],
    ])
  return JSON.stringify([told, ['k0', 'k1', 'k2'].map((key) => [key, records.get(key) ?? null])])
}
