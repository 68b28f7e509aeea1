/** Imported secrets into the vault: each as a whole, nothing overwritten unless it is asked for. */

import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { ImportItem } from '../../shared/transfer/collect.ts'
import { reveal } from '../commands/get.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'

/** What became, or in a dry run would become, of an item. */
export type Fate = 'new' | 'replaced' | 'same' | 'exists' | 'scheduled'

export interface Stored {
  readonly item: ImportItem
  readonly fate: Fate
}

export interface StoreOptions {
  readonly dryRun: boolean
  /** Give names that exist a new version. */
  readonly replace: boolean
}

/** Stops at the first failure that concerns all of them, such as a vault that locked meanwhile. */
export async function storeItems(
  context: Context,
  items: readonly ImportItem[],
  options: StoreOptions,
): Promise<{ readonly stored: readonly Stored[]; readonly failure: CliFailure | null }> {
  const stored: Stored[] = []
  for (const item of items) {
    const fate = await storeItem(context, item, options)
    if (!fate.ok) return { stored, failure: { ...fate.failure, message: `${item.name}: ${fate.failure.message}` } }
    stored.push({ item, fate: fate.value })
  }
  return { stored, failure: null }
}

async function storeItem(
  context: Context,
  item: ImportItem,
  { dryRun, replace }: StoreOptions,
): Promise<Result<Fate, CliFailure>> {
  const there = await context.core.call('secrets.describe', { name: item.name })
  if (!there.ok) {
    const { kind } = there.failure
    if (kind !== 'not-found' && kind !== 'scheduled-for-deletion') return there
    if (kind === 'scheduled-for-deletion') return bringBack(context, item, { dryRun, replace })
    return dryRun ? succeed('new') : create(context, item)
  }
  if (there.value.deletionAt !== null) return bringBack(context, item, { dryRun, replace })
  if (!replace) return succeed('exists')
  const same = await isSame(context, item)
  if (!same.ok) return same
  if (same.value) return succeed('same')
  return dryRun ? succeed('replaced') : put(context, item)
}

async function create(context: Context, item: ImportItem): Promise<Result<Fate, CliFailure>> {
  const { name, description, tags, normalise, kind } = item
  const secret = { name, description, tags: { ...tags }, normalise, ...(kind === null ? {} : { kind }) }
  const created = await context.core.call('secrets.create', {
    ...secret,
    value: newValueOf(item),
    versionId: randomUUID(),
  })
  return created.ok ? succeed('new') : created
}

async function put(context: Context, item: ImportItem): Promise<Result<Fate, CliFailure>> {
  const { name, normalise } = item
  const saved = await context.core.call('secrets.put', {
    name,
    normalise,
    value: newValueOf(item),
    versionId: randomUUID(),
  })
  return saved.ok ? succeed('replaced') : saved
}

/** The name of a secret in its recovery window is taken; with --replace it comes back with the imported value. */
async function bringBack(
  context: Context,
  item: ImportItem,
  { dryRun, replace }: StoreOptions,
): Promise<Result<Fate, CliFailure>> {
  if (!replace) return succeed('scheduled')
  if (dryRun) return succeed('replaced')
  const restored = await context.core.call('secrets.restore', { name: item.name })
  return restored.ok ? put(context, item) : restored
}

const newValueOf = ({ form, bytes }: ImportItem) => ({ form: isUtf8(bytes) ? form : ('binary' as const), bytes })

async function isSame(context: Context, item: ImportItem): Promise<Result<boolean, CliFailure>> {
  const current = await reveal(context, item.name, undefined, undefined)
  if (!current.ok) return current.failure.kind === 'stage-not-found' ? succeed(false) : fail(current.failure)
  const same = Buffer.compare(current.value.bytes, item.bytes) === 0
  current.value.bytes.fill(0)
  return succeed(same)
}
