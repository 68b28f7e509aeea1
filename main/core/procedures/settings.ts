/** Calls about settings, and what the editor asks while somebody types. */
import { succeed } from '../../../shared/failure.ts'
import { deriveFacts, normaliseValue, recogniseKind } from '../kinds/index.ts'
import { type Procedures, withVault } from './context.ts'

export const settingsProcedures = {
  'settings.get': (_input, context) => withVault(context, () => succeed(context.settings())),
  'settings.set': ({ change }, context) => withVault(context, () => context.changeSettings(change, context.actor)),
  'kinds.recognise': ({ bytes, name }, context) =>
    withVault(context, () => {
      const { kind, confidence, why } = recogniseKind(bytes, name === undefined ? {} : { name })
      const { notes, bytes: shaped } = normaliseValue(kind, bytes)
      const facts = deriveFacts(kind, shaped, Date.now())
      shaped.fill(0)
      bytes.fill(0)
      return succeed({ kind, confidence, why, facts, notes })
    }),
} satisfies Partial<Procedures>
