/** The door of the kinds. Checks have their own, `vet.ts`: it loads the dictionaries of common passwords. */
import type { Facts, Kind } from '../../../shared/model.ts'
import type { NormalisedValue, ParsedValue } from './kind-rules.ts'
import { rulesByKind } from './rules.ts'

export type { Field, NormalisedValue, ParsedValue } from './kind-rules.ts'
export { type RecognitionHints, recogniseKind } from './recognise.ts'
export type { Recognition } from './recognition.ts'
export { type TotpCode, totpCode } from './totp.ts'

/** The parts of a value for forms and masked rows. Secret texts are copies: the caller keeps them no longer than needed. */
export const parseValue = (kind: Kind, bytes: Uint8Array): ParsedValue => rulesByKind[kind].parse(bytes)

/** The value in the kind's own shape. Idempotent; bytes it cannot read come back as they are. */
export const normaliseValue = (kind: Kind, bytes: Uint8Array): NormalisedValue => rulesByKind[kind].normalise(bytes)

/**
 * What may be shown in clear, kept unsealed beside the name. Moments are under `expiresAt` and `validFromAt`, yes/no
 * answers are the words. With `nowAt` the summary counts days, which is for showing and not for keeping.
 */
export const deriveFacts = (kind: Kind, bytes: Uint8Array, nowAt?: number): Facts =>
  rulesByKind[kind].deriveFacts(bytes, nowAt)
