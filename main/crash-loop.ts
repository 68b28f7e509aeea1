/** Tells a process that ended by accident from one that would end for ever. */

/** This many unexpected ends within this time, and it is not started again by itself. */
export const crashLoop = { ends: 3, withinMs: 10_000 } as const

/** Counts an end at `nowMs` (any clock that does not go back); true when that makes a loop, which starts over. */
export function createEndCounter(): (nowMs: number) => boolean {
  let ends: readonly number[] = []
  return (nowMs) => {
    ends = [...ends, nowMs].filter((each) => nowMs - each < crashLoop.withinMs)
    if (ends.length < crashLoop.ends) return false
    ends = []
    return true
  }
}
