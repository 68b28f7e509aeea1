/** The last changes of the index, so that who knows an earlier state of it can follow instead of looking at everything. */

/** As many are remembered; whoever is further behind looks at everything anew. */
const mostChanges = 64

/** What one change put in the place of what: undefined where there was nothing, or is nothing any more. */
export interface IndexChange<E> {
  readonly old: E | undefined
  readonly next: E | undefined
}

export interface ChangeLog<E> {
  /** Rises with every change. */
  revision(): number
  note(change: IndexChange<E>): void
  /** A change that cannot be followed. */
  noteMany(): void
  /** The changes since a revision, in their order; null when they are too many, or cannot be followed. */
  since(revision: number): readonly IndexChange<E>[] | null
}

export function createChangeLog<E>(): ChangeLog<E> {
  let revision = 0
  let changes: IndexChange<E>[] = []
  return {
    revision: () => revision,
    note(change) {
      revision += 1
      changes.push(change)
      if (changes.length > 2 * mostChanges) changes = changes.slice(-mostChanges)
    },
    noteMany() {
      revision += 1
      changes = []
    },
    since(known) {
      const count = revision - known
      return count > changes.length ? null : changes.slice(changes.length - count)
    },
  }
}
