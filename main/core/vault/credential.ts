/** What opens a slot, and which slots it may open. The caller owns and wipes every array. */
import type { Kdf } from './kdf.ts'
import { openSlot, type Slot, type SlotHeader, type SlotType, slotTypes, type VaultKeys } from './keys.ts'
import { keyBytes } from './sodium.ts'

export type Credential =
  | { readonly kind: 'password'; readonly password: Uint8Array }
  /** The keyfile's content: 32 random bytes. */
  | { readonly kind: 'password-and-keyfile'; readonly password: Uint8Array; readonly keyfile: Uint8Array }
  /** 16 bytes, as `parseRecoveryKey` gives them. */
  | { readonly kind: 'recovery'; readonly recoveryKey: Uint8Array }
  /** The 32 random bytes that the OS keychain holds. */
  | { readonly kind: 'keychain'; readonly secret: Uint8Array }

/** A password, alone or with its keyfile. */
export type PasswordCredential = Extract<Credential, { readonly password: Uint8Array }>

export const passwordCredential = (password: Uint8Array, keyfile: Uint8Array | undefined): PasswordCredential =>
  keyfile === undefined ? { kind: 'password', password } : { kind: 'password-and-keyfile', password, keyfile }

const typeByKind: Readonly<Record<Credential['kind'], SlotType>> = {
  password: slotTypes.password,
  'password-and-keyfile': slotTypes.passwordAndKeyfile,
  recovery: slotTypes.recovery,
  keychain: slotTypes.keychain,
}

export const slotTypeOf = ({ kind }: Credential): SlotType => typeByKind[kind]

/** The 32 bytes that the slot's KEK is made from: Argon2id of what a person holds, a keychain's secret as it is. */
export function hashCredential(kdf: Kdf, credential: Credential, { salt, cost }: SlotHeader): Promise<Uint8Array> {
  switch (credential.kind) {
    case 'password':
    case 'password-and-keyfile':
      return kdf.derive(credential.password, salt, cost)
    case 'recovery':
      return kdf.derive(credential.recoveryKey, salt, cost)
    case 'keychain':
      return Promise.resolve(credential.secret.slice(0, keyBytes))
  }
}

export const keyfileOf = (credential: Credential): Uint8Array | undefined =>
  credential.kind === 'password-and-keyfile' ? credential.keyfile : undefined

/** Tries the credential on the slots of its type: the keys, null when none opens, 'grafted' for another vault's slot. */
export async function tryCredential(
  kdf: Kdf,
  credential: Credential,
  slots: readonly Slot[],
  vaultId: Uint8Array,
): Promise<VaultKeys | 'grafted' | null> {
  for (const slot of slots.filter(({ header: { type } }) => type === slotTypeOf(credential))) {
    const hashed = await hashCredential(kdf, credential, slot.header)
    const keys = openSlot(slot, vaultId, hashed, keyfileOf(credential))
    hashed.fill(0)
    if (keys !== null) return keys
  }
  return null
}
