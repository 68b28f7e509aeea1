/** A function that runs `body` at most once in `everyMs`; calls in between are dropped. The first runs at once. */
export function atMostEvery<Args extends readonly unknown[]>(
  everyMs: number,
  now: () => number,
  body: (...args: Args) => void,
): (...args: Args) => void {
  let lastAt = Number.NEGATIVE_INFINITY
  return (...args) => {
    if (now() - lastAt < everyMs) return
    lastAt = now()
    body(...args)
  }
}
