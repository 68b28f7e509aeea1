/** Waiting for what is to become true, on a machine of any speed. */

const everyMs = 50

/** The first answer that is not null; throws after `limitMs`, with the words of what was waited for. */
export async function eventually<T>(
  what: string,
  look: () => T | null | Promise<T | null>,
  limitMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() >= deadline) throw new Error(`waited ${limitMs / 1_000} s for this: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

export const until = async (what: string, isTrue: () => boolean | Promise<boolean>, limitMs?: number): Promise<void> =>
  void (await eventually(what, async () => ((await isTrue()) ? true : null), limitMs))
