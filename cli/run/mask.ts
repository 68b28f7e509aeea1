/**
 * PURE masking of secrets in a stream. Finds every secret however the stream is cut (Aho-Corasick), and holds back only
 * bytes that may be the beginning of one, so a prompt appears at once.
 */
export interface Masker {
  /** What can be shown by now. */
  push(chunk: Uint8Array): Uint8Array
  /** The rest: nothing more comes. */
  end(): Uint8Array
}

export const maskText = '<masked by coffer>'
const mask = new TextEncoder().encode(maskText)

/** Shorter values are everywhere in ordinary output, and tell nobody anything. */
export const leastMaskedBytes = 4
/** Lines of a value that spans several, such as a key, are masked one by one too. */
const leastLineBytes = 12

/** The forms of values to look for: whole, without the last line end, line by line, as JSON writes them, in base64. */
export function maskPatterns(values: readonly Uint8Array[]): readonly Uint8Array[] {
  const patterns = values.flatMap((value) => {
    const text = Buffer.from(value)
    const latin1 = text.toString('latin1').replace(/\r?\n$/, '')
    const lines = latin1.includes('\n') ? latin1.split(/\r?\n/).filter((line) => line.length >= leastLineBytes) : []
    const json = JSON.stringify(text.toString('utf8')).slice(1, -1)
    return [
      Buffer.from(latin1, 'latin1'),
      ...lines.map((line) => Buffer.from(line, 'latin1')),
      Buffer.from(json),
      Buffer.from(text.toString('base64').replace(/=+$/, '')),
    ]
  })
  const unique = new Map(patterns.map((pattern) => [pattern.toString('latin1'), pattern]))
  return [...unique.values()].filter((pattern) => pattern.length >= leastMaskedBytes)
}

interface Automaton {
  /** `state * 256 + byte` → state; a missing one is followed over `fallback`. */
  readonly next: ReadonlyMap<number, number>
  readonly fallback: readonly number[]
  /** How many of the last bytes may still become a secret, or a longer one. */
  readonly hopeful: readonly number[]
  /** Length of the longest secret that ends here; 0 for none. */
  readonly found: readonly number[]
}

export function createMasker(patterns: readonly Uint8Array[]): Masker {
  const automaton = buildAutomaton(patterns)
  let state = 0
  /** Not shown yet; `from` is the offset of its first byte in the stream. */
  let held: Uint8Array = new Uint8Array(0)
  let from = 0
  /** Parts of the stream to mask, in order and apart from each other. */
  let ranges: { readonly start: number; readonly end: number }[] = []

  const note = (foundAt: number, end: number) => {
    let start = foundAt
    for (let last = ranges.at(-1); last !== undefined && last.end > start; last = ranges.at(-1)) {
      start = Math.min(start, last.start)
      ranges.pop()
    }
    ranges.push({ start, end })
  }

  /** Shows what is held before `limit`, or before the secret that `limit` lies in. */
  const release = (limit: number): Uint8Array => {
    const parts: Uint8Array[] = []
    let at = from
    for (const { start, end } of ranges) {
      if (end > limit) break
      parts.push(held.slice(at - from, start - from), mask)
      at = end
    }
    ranges = ranges.filter(({ end }) => end > limit)
    const stop = Math.max(at, Math.min(limit, ranges[0]?.start ?? limit))
    parts.push(held.slice(at - from, stop - from))
    const kept = held.slice(stop - from)
    held.fill(0)
    held = kept
    from = stop
    return Buffer.concat(parts)
  }

  return {
    push(chunk) {
      let seen = from + held.length
      held = joined(held, chunk)
      for (const byte of chunk) {
        seen++
        state = step(automaton, state, byte)
        const length = automaton.found[state] ?? 0
        if (length > 0) note(seen - length, seen)
      }
      return release(seen - (automaton.hopeful[state] ?? 0))
    },
    end: () => release(from + held.length),
  }
}

/** Not a Buffer, whose slices would share their bytes with it. The first is wiped. */
function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  first.fill(0)
  return both
}

function step({ next, fallback }: Automaton, from: number, byte: number): number {
  for (let state = from; ; state = fallback[state] ?? 0) {
    const reached = next.get(state * 256 + byte)
    if (reached !== undefined) return reached
    if (state === 0) return 0
  }
}

function buildAutomaton(patterns: readonly Uint8Array[]): Automaton {
  const next = new Map<number, number>()
  const states: { readonly parent: number; readonly byte: number; readonly depth: number }[] = [
    { parent: 0, byte: 0, depth: 0 },
  ]
  const found = [0]
  for (const pattern of patterns) {
    let state = 0
    for (const byte of pattern) {
      const known = next.get(state * 256 + byte)
      const reached = known ?? states.length
      if (known === undefined) {
        next.set(state * 256 + byte, reached)
        states.push({ parent: state, byte, depth: (states[state]?.depth ?? 0) + 1 })
        found.push(0)
      }
      state = reached
    }
    found[state] = pattern.length
  }
  const fallback = new Array<number>(states.length).fill(0)
  const hopeful = states.map(({ depth }) => depth)
  const automaton: Automaton = { next, fallback, hopeful, found }
  const isParent = new Set(states.map(({ parent }) => parent))
  // Shorter paths first: a fallback leads to a shorter path, whose own must be known.
  const order = states.map((state, id) => ({ ...state, id })).sort((a, b) => a.depth - b.depth)
  for (const { id, parent, byte, depth } of order) {
    if (depth > 1) fallback[id] = step(automaton, fallback[parent] ?? 0, byte)
    const shorter = fallback[id] ?? 0
    found[id] = Math.max(found[id] ?? 0, found[shorter] ?? 0)
    if (id !== 0 && !isParent.has(id)) hopeful[id] = hopeful[shorter] ?? 0
  }
  return automaton
}
