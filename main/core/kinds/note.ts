import { parseWhole } from './json-kind.ts'
import type { KindRules } from './kind-rules.ts'

/** A note shows nothing of itself, not even its first line: nobody knows what is in it. */
export const noteRules: KindRules = {
  parse: parseWhole,
  normalise: (bytes) => ({ bytes, notes: [] }),
  deriveFacts: () => ({}),
  vet: () => [],
}
