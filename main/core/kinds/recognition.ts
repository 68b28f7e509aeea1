import type { Kind } from '../../../shared/model.ts'

export interface Recognition {
  readonly kind: Kind
  readonly confidence: 'certain' | 'likely' | 'guess'
  /** A sentence for the person who pasted. It names what was seen, never the value. */
  readonly why: string
}
