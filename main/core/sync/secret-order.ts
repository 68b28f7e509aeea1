/**
 * Several places are walked at once, and one secret may have steps in more than one of them: what they would make of it one
 * place after the other is what comes out. The earlier place goes first with each such secret; with all others nobody waits.
 */

export interface SecretOrder {
  /** Resolves when no earlier place has anything left to do with the secret. Null: now. */
  turn(place: number, name: string): Promise<void> | null
  /** The place has done what it had to do with the secret. */
  leave(place: number, name: string): void
  /** The place does nothing any more, whatever it had left. */
  end(place: number): void
}

/** `names`: of each place the secrets it has steps for, in the order of the places. */
export function createSecretOrder(names: readonly ReadonlySet<string>[]): SecretOrder {
  /** Secret → places that are not through with it, for those that more than one has to do with. */
  const queues = new Map<string, number[]>()
  const wakes = new Map<string, (() => void)[]>()
  for (const [place, own] of names.entries()) {
    for (const name of own) {
      if (names.some((others, other) => other !== place && others.has(name)))
        queues.set(name, [...(queues.get(name) ?? []), place])
    }
  }
  const leave = (place: number, name: string): void => {
    const left = queues.get(name)?.filter((other) => other !== place) ?? []
    queues.set(name, left)
    for (const wake of wakes.get(name) ?? []) wake()
    wakes.delete(name)
  }
  const turn = async (place: number, name: string): Promise<void> => {
    while ((queues.get(name)?.[0] ?? place) < place) {
      await new Promise<void>((resolve) => wakes.set(name, [...(wakes.get(name) ?? []), resolve]))
    }
  }
  return {
    turn: (place, name) => ((queues.get(name)?.[0] ?? place) < place ? turn(place, name) : null),
    leave: (place, name) => {
      if (queues.has(name)) leave(place, name)
    },
    end: (place) => {
      for (const name of names[place] ?? []) if (queues.get(name)?.includes(place)) leave(place, name)
    },
  }
}
