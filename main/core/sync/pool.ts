/**
 * Does something with each of `items`, begun in their order, so many at a time. `isOver` is asked before each. A bug thrown
 * by one begins no other; it is thrown when all have ended, so that nothing goes on behind the caller's back.
 */
export async function inPool<T>(
  items: readonly T[],
  atOnce: number,
  body: (item: T, index: number) => Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const rest = items.entries()
  let hasThrown = false
  const work = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (hasThrown || isOver()) return
      try {
        await body(item, index)
      } catch (error) {
        hasThrown = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, work))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
