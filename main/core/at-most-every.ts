/** A function that runs `body` at most once in `everyMs`; calls in between are dropped. The first runs at once. */
export function atMostEvery(everyMs: number, now: () => number, body: () => void): () => void {
  let lastAt = Number.NEGATIVE_INFINITY
  return () => {
    if (now() - lastAt < everyMs) return
    lastAt = now()
    body()
  }
}
