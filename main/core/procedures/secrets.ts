/** Calls about secrets: short bodies that prepare values and call the vault. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Kind, RevealedValue } from '../../../shared/model.ts'
import { recogniseKind } from '../kinds/index.ts'
import { expose, wipe } from '../vault/redacted.ts'
import type { NewVersion } from '../vault/secret-writes.ts'
import type { Vault } from '../vault/vault.ts'
import { writeFileAside } from '../write-file.ts'
import { type CallContext, type Procedures, withVault, withVaultAsync } from './context.ts'
import { outsideTerms } from './outside-terms.ts'
import { type CreateInput, clipboardText, prepareVersion, valueBytes } from './values.ts'

export const secretProcedures = {
  'secrets.list': (query, context) =>
    withVaultAsync(context, async (vault) =>
      succeed(vault.list(query, await outsideTerms(query.query, vault, context))),
    ),
  'secrets.overview': ({ below }, context) =>
    withVaultAsync(context, async (vault) => {
      await vault.settled()
      return succeed(vault.overview(below))
    }),
  'secrets.describe': ({ name }, context) =>
    withVault(context, (vault) => withNearNames(vault, name, vault.describe(name))),
  'secrets.versions': ({ name }, context) =>
    withVault(context, (vault) => withNearNames(vault, name, vault.versions(name))),
  'secrets.reveal': (selection, context) =>
    withVault(context, (vault): Result<RevealedValue> => {
      const opened = withNearNames(vault, selection.name, vault.reveal(context.actor, selection))
      if (!opened.ok) return opened
      const { value, ...rest } = opened.value
      return succeed({ ...rest, bytes: expose(value) })
    }),
  'secrets.copy': (input, context) => copyValue(input, context),
  'secrets.saveToFile': (selection, context) => saveValue(selection, context),
  'secrets.create': (input, context) => withVault(context, (vault) => createFromInput(vault, input, context)),
  'secrets.put': ({ name, value, normalise, note, versionId, ...options }, context) =>
    withVault(context, (vault) => {
      const secret = withNearNames(vault, name, vault.describe(name))
      if (!secret.ok) return secret
      const bytes = valueBytes(vault, name, value)
      if (!bytes.ok) return bytes
      const version = prepareVersion(secret.value.kind, bytes.value.form, bytes.value.bytes, normalise)
      if (!version.ok) return version
      return wipingVersion({ ...version.value, note, versionId }, (ready) =>
        vault.put(context.actor, name, ready, options),
      )
    }),
  'secrets.update': ({ name, ...update }, context) =>
    withVault(context, (vault) => withNearNames(vault, name, vault.update(context.actor, name, update))),
  'secrets.tag': ({ name, tags }, context) =>
    withVault(context, (vault) => withNearNames(vault, name, vault.tag(context.actor, name, tags))),
  'secrets.untag': ({ name, keys }, context) =>
    withVault(context, (vault) => withNearNames(vault, name, vault.untag(context.actor, name, keys))),
  'secrets.moveStage': ({ name, ...move }, context) =>
    withVault(context, (vault) => withNearNames(vault, name, vault.moveStage(context.actor, name, move))),
  'secrets.note': ({ name, versionId, note }, context) =>
    withVault(context, (vault) =>
      withNearNames(vault, name, vault.noteVersion(context.actor, name, versionId, note.trim())),
    ),
  'secrets.scheduleDeletion': ({ name, recoveryWindowDays, force }, context) =>
    withVault(context, (vault): Result<{ readonly deletionAt: number | null }> => {
      if (force && recoveryWindowDays !== undefined)
        return fail({
          kind: 'invalid',
          field: 'recovery window',
          message: 'A forced deletion has no recovery window: give one or the other.',
        })
      if (!force) return withNearNames(vault, name, vault.scheduleDeletion(context.actor, name, recoveryWindowDays))
      const purged = withNearNames(vault, name, vault.purge(context.actor, name))
      return purged.ok ? succeed({ deletionAt: null }) : purged
    }),
  'secrets.restore': ({ name }, context) =>
    withVault(context, (vault) => withNearNames(vault, name, vault.restore(context.actor, name))),
} satisfies Partial<Procedures>

/** Gives the vault a prepared version and wipes its plaintext, whatever came of it. */
function wipingVersion<T>(version: NewVersion, body: (version: NewVersion) => Result<T>): Result<T> {
  try {
    return body(version)
  } finally {
    wipe(version.value)
  }
}

function createFromInput(vault: Vault, input: CreateInput, { actor }: CallContext) {
  const { name, description, tags, value, versionId } = input
  if (value === undefined) return vault.create(actor, { name, kind: input.kind ?? 'note', description, tags })
  const bytes = valueBytes(vault, null, value)
  if (!bytes.ok) return bytes
  const kind = input.kind ?? recognisedKind(bytes.value.bytes, name)
  const version = prepareVersion(kind, bytes.value.form, bytes.value.bytes, input.normalise)
  if (!version.ok) return version
  return wipingVersion({ ...version.value, versionId }, (ready) =>
    vault.create(actor, { name, kind, description, tags, version: ready }),
  )
}

const recognisedKind = (bytes: Uint8Array, name: string): Kind => recogniseKind(bytes, { name }).kind

async function copyValue(
  { field, ...selection }: Parameters<Procedures['secrets.copy']>[0],
  context: CallContext,
): Promise<Result<{ readonly clearsAt: number }>> {
  const vault = context.session.vault()
  if (!vault.ok) return vault
  const opened = vault.value.reveal(context.actor, selection, 'secret.copy')
  if (!opened.ok) return opened
  const text = clipboardText(expose(opened.value.value), opened.value.form, field)
  wipe(opened.value.value)
  if (!text.ok) return text
  const clearAfterMs = context.settings().clipboardSeconds * 1_000
  const written = await context.host.writeClipboard(text.value, clearAfterMs)
  return written.ok ? succeed({ clearsAt: Date.now() + clearAfterMs }) : written
}

/** The file is chosen before the value is opened, and written aside first, so that no half of it ever has the name. */
async function saveValue(
  selection: Parameters<Procedures['secrets.saveToFile']>[0],
  context: CallContext,
): Promise<Result<{ readonly path: string | null }>> {
  const suggestedName = selection.name.slice(selection.name.lastIndexOf('/') + 1)
  const question = { purpose: 'save' as const, title: 'Save value', suggestedName, extensions: [] }
  const chosen = await context.host.chooseFile(question)
  if (!chosen.ok) return chosen
  const path = chosen.value
  if (path === null) return succeed({ path })
  return withVault(context, (vault) => {
    const opened = vault.reveal(context.actor, selection, 'secret.save')
    if (!opened.ok) return opened
    const written = writeFileAside(path, expose(opened.value.value))
    wipe(opened.value.value)
    return written.ok ? succeed({ path }) : written
  })
}

/** Adds up to three similar names to a `not-found`, for "did you mean". */
function withNearNames<T>(vault: Vault, name: string, result: Result<T>): Result<T> {
  if (result.ok || result.failure.kind !== 'not-found') return result
  const near = nearNames(
    vault.bodies().flatMap((body) => (body.deletionAt === null ? [body.name] : [])),
    name,
  )
  return near.length === 0 ? result : fail({ ...result.failure, near })
}

/** PURE: names that hold the wanted one, share its last segment, or differ by at most two edits; at most three. */
export function nearNames(names: readonly string[], wanted: string): readonly string[] {
  const low = wanted.toLowerCase()
  const lastSegment = low.slice(low.lastIndexOf('/') + 1)
  const near = names.filter((name) => {
    const candidate = name.toLowerCase()
    if (candidate.includes(low) || (lastSegment !== '' && candidate.endsWith(`/${lastSegment}`))) return true
    return Math.abs(candidate.length - low.length) <= 2 && editDistance(candidate, low) <= 2
  })
  return near.slice(0, 3)
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substitute, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
