/** A link that was opened waits here for a window that shows its secret, also while the vault is locked. */
export interface LinkDesk {
  open(name: string): void
  /** The name that waits, once. */
  take(): string | null
}

/** `tell` says to the windows that there is one to take. */
export function createLinkDesk(tell: () => void): LinkDesk {
  let waiting: string | null = null
  return {
    open(name) {
      waiting = name
      tell()
    },
    take() {
      const name = waiting
      waiting = null
      return name
    },
  }
}
