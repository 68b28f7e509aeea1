/** Words close to a mistyped one, the closest first, at most three. */
export function nearWords(words: readonly string[], wanted: string): readonly string[] {
  const limit = wanted.length <= 4 ? 1 : 2
  const scored = words.map((word) => ({ word, score: word.startsWith(wanted) ? 0.5 : distance(word, wanted) }))
  return scored
    .filter(({ score }) => score <= limit)
    .sort((a, b) => a.score - b.score)
    .slice(0, 3)
    .map(({ word }) => word)
}

/** How many letters to add, drop, change or swap with their neighbour, without regard to case. */
export function distance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()]
  const rows = [Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const changed = (rows[i - 1]?.[j - 1] ?? 0) + (same ? 0 : 1)
      const best = Math.min(changed, (rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      const swaps = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(swaps ? Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1) : best)
    }
    rows.push(row)
  }
  return rows[from.length]?.[to.length] ?? 0
}
