import { describe, expect, test } from 'vitest'
import { type Complaint, lintFiles } from '../support/linter.ts'
import type { RuleCase } from './cases.ts'

/** Feeds every case to the real linter, its refused snippet and its allowed one, and asks for the right verdicts. */
export function judge(groups: Readonly<Record<string, readonly RuleCase[]>>): void {
  const cases = Object.values(groups).flat()
  const refused = complaintsOn(cases, (each) => each.refused)
  const allowed = complaintsOn(cases, (each) => each.allowed)
  for (const [subject, members] of Object.entries(groups)) {
    describe(subject, () => {
      test.each(members)('$title', (each) => {
        const { rule, says } = each
        expect(refused.get(each)).toContainEqual({ rule, message: expect.stringContaining(says) })
        expect(allowed.get(each)?.filter((complaint) => complaint.rule === rule)).toEqual([])
      })
    })
  }
}

type Complaints = ReadonlyMap<RuleCase, readonly Complaint[]>

/** Lints in as few runs as it can: a path holds one snippet at a time, so only cases for one same file need another. */
function complaintsOn(cases: readonly RuleCase[], snippetOf: (each: RuleCase) => string): Complaints {
  const placed = cases.map((each, index) => ({ each, place: placeOf(each.path, index) }))
  const runs = Map.groupBy(placed, ({ place }, index) => earlierAt(placed, place, index))
  const found = new Map<RuleCase, readonly Complaint[]>()
  for (const run of runs.values()) {
    const complaints = lintFiles(Object.fromEntries(run.map(({ each, place }) => [place, snippetOf(each)])))
    for (const { each, place } of run) found.set(each, complaints.get(place) ?? [])
  }
  return found
}

/** How many cases before this one stand at the same place. */
const earlierAt = (placed: readonly { readonly place: string }[], place: string, index: number) =>
  placed.slice(0, index).filter((earlier) => earlier.place === place).length

/** A named file stays where it is; in a folder (`a/b`, or `a/b/*.tsx`) each snippet gets a name of its own. */
function placeOf(path: string, index: number): string {
  const [folder, extension] = path.split('/*')
  if (extension !== undefined) return `${folder}/snippet-${index}${extension}`
  return path.endsWith('.ts') ? path : `${path}/snippet-${index}.ts`
}
