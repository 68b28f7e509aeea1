/** Calls about drafts: what an editor holds unsaved, sealed in the vault so that a crash or a lock loses nothing. */
import { succeed } from '../../../shared/failure.ts'
import type { Draft } from '../../../shared/model.ts'
import { collections } from '../vault/records.ts'
import { type Procedures, withVault } from './context.ts'

/** As kept: JSON has no bytes. */
type KeptDraft = Omit<Draft, 'bytes'> & { readonly base64: string }

export const draftProcedures = {
  'drafts.list': (_input, context) =>
    withVault(context, (vault) =>
      succeed(
        vault
          .listRecords<KeptDraft>(collections.drafts)
          .map(({ value: { id, name, savedAt } }) => ({ id, name, savedAt }))
          .sort((a, b) => b.savedAt - a.savedAt),
      ),
    ),
  'drafts.get': ({ id }, context) =>
    withVault(context, (vault) => {
      const kept = vault.getRecord<KeptDraft>(collections.drafts, id)
      if (kept === null) return succeed(null)
      const { base64, ...draft } = kept
      return succeed({ ...draft, bytes: new Uint8Array(Buffer.from(base64, 'base64')) })
    }),
  'drafts.put': ({ bytes, ...draft }, context) =>
    withVault(context, (vault) => {
      const kept: KeptDraft = { ...draft, savedAt: Date.now(), base64: Buffer.from(bytes).toString('base64') }
      bytes.fill(0)
      return vault.putRecord(collections.drafts, draft.id, kept)
    }),
  'drafts.drop': ({ id }, context) =>
    withVault(context, (vault) => {
      const dropped = vault.deleteRecord(collections.drafts, id)
      return dropped.ok ? succeed(null) : dropped
    }),
} satisfies Partial<Procedures>
