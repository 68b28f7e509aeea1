/** PURE comma-separated values (RFC 4180): quotes around a field keep commas, line ends and doubled quotes. */

/**
 * Rows of fields, the first `most` of them; a trailing line end makes no row. Never fails: a quote that is not closed
 * ends with the text. Pieces are cut out whole, because a table of a password manager has millions of characters.
 */
export function parseCsv(text: string, most = Number.POSITIVE_INFINITY): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  while (at < text.length && rows.length < most) {
    const { field, endAt } = readField(text, at)
    row.push(field)
    const isLast = endAt >= text.length
    if (isLast || text[endAt] === '\n') {
      rows.push(row)
      row = []
    } else if (endAt === text.length - 1) {
      rows.push([...row, ''])
      row = []
    }
    at = endAt + 1
  }
  return rows
}

/** One field from `at`, and where the comma or the line end after it stands. */
function readField(text: string, at: number): { readonly field: string; readonly endAt: number } {
  let quoted = ''
  let from = at
  if (text[at] === '"') {
    const closeAt = closingQuote(text, at + 1)
    quoted = text.slice(at + 1, closeAt).replaceAll('""', '"')
    from = closeAt + 1
  }
  const endAt = separatorAfter(text, from)
  const isLineEnd = text[endAt] === '\n' && endAt > from && text[endAt - 1] === '\r'
  return { field: quoted + text.slice(from, isLineEnd ? endAt - 1 : endAt), endAt }
}

/** The first quote that is not doubled, or the end of the text. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return text.length
}

function separatorAfter(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1
  return at
}

export const formatCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quoteField).join(',')}\r\n`).join('')

const quoteField = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
