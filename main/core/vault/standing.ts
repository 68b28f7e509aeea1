/** Why an open vault may not be written: the disk, a rollback not accepted, damage found, an exchange under way. */
export interface Standing {
  isReadOnly(): boolean
  /** How many saves the file is behind what this machine saw; above 0 the vault is read-only until accepted. */
  behindBy(): number
  acceptOlder(): void
  /** What the complete check found wrong since the unlock. Nothing more is written then. */
  faults(): readonly string[]
  noteFaults(found: readonly string[]): void
  /** Refuses writes while everything is copied into another file, so that none is lost between copy and exchange. */
  freeze(frozen: boolean): void
}

export function createStanding(disk: { readonly readOnly: boolean; readonly behindBy: number }): Standing {
  let behindBy = disk.behindBy
  let faults: readonly string[] = []
  let isFrozen = false
  return {
    isReadOnly: () => disk.readOnly || behindBy > 0 || faults.length > 0 || isFrozen,
    behindBy: () => behindBy,
    acceptOlder() {
      behindBy = 0
    },
    faults: () => faults,
    noteFaults(found) {
      faults = found
    },
    freeze(frozen) {
      isFrozen = frozen
    },
  }
}
