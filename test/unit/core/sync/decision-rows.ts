/** The decision table of sync as data: every state of base, local and remote, and what a plan is to say of it. */

/**
 * Base: `none`, nothing was ever agreed; `agreed`, both had version B; `deleted`, both had agreed on a deletion.
 * Side: `same`, live on version B; `changed`, live on another; `scheduled` for deletion; `gone`. Without a base a live side
 * is `changed`. Alike: how two changed sides compare. Then the outcome by direction, `never / schedule` where the deletion
 * policy matters; "?" waits for a decision. The versions here are approved, and Coffer created the secret in AWS.
 */
const table = `
base    | local     | remote    | alike        | both                     | push          | pull

none    | gone      | gone      |              | nothing                  | nothing       | nothing
none    | gone      | changed   |              | pull-create              | nothing       | pull-create
none    | gone      | scheduled |              | nothing                  | nothing       | nothing
none    | changed   | gone      |              | create                   | create        | nothing
none    | changed   | changed   | same version | adopt                    | adopt         | adopt
none    | changed   | changed   | same value   | adopt                    | adopt         | adopt
none    | changed   | changed   | other keys   | merge?                   | merge?        | conflict?
none    | changed   | changed   | other value  | conflict?                | conflict?     | conflict?
none    | changed   | scheduled |              | restore?, push?          | restore?, push? | note
none    | scheduled | gone      |              | nothing                  | nothing       | nothing
none    | scheduled | changed   |              | note                     | note          | note
none    | scheduled | scheduled |              | nothing                  | nothing       | nothing

agreed  | same      | same      |              | nothing                  | nothing       | nothing
agreed  | same      | changed   |              | pull-version             | note          | pull-version
agreed  | same      | scheduled |              | pull-delete              | note          | pull-delete
agreed  | same      | gone      |              | pull-delete              | note          | pull-delete
agreed  | changed   | same      |              | push                     | push          | note
agreed  | changed   | changed   | same version | adopt                    | adopt         | adopt
agreed  | changed   | changed   | same value   | adopt                    | adopt         | adopt
agreed  | changed   | changed   | other keys   | merge?                   | merge?        | conflict?
agreed  | changed   | changed   | other value  | conflict?                | conflict?     | conflict?
agreed  | changed   | scheduled |              | restore, push            | restore, push | note
agreed  | changed   | gone      |              | create                   | create        | note
agreed  | scheduled | same      |              | note / delete            | note / delete | note
agreed  | scheduled | changed   |              | pull-create              | note          | pull-create
agreed  | scheduled | scheduled |              | adopt                    | adopt         | adopt
agreed  | scheduled | gone      |              | adopt                    | adopt         | adopt
agreed  | gone      | same      |              | note / delete            | note / delete | note
agreed  | gone      | changed   |              | pull-create              | note          | pull-create
agreed  | gone      | scheduled |              | adopt                    | adopt         | adopt
agreed  | gone      | gone      |              | nothing                  | nothing       | nothing

deleted | same      | same      |              | adopt                    | adopt         | adopt
deleted | same      | changed   |              | adopt, pull-version      | adopt         | adopt, pull-version
deleted | same      | scheduled |              | restore                  | restore       | note
deleted | same      | gone      |              | create                   | create        | note
deleted | changed   | same      |              | adopt, push              | adopt, push   | adopt
deleted | changed   | changed   | same version | adopt                    | adopt         | adopt
deleted | changed   | changed   | same value   | adopt                    | adopt         | adopt
deleted | changed   | changed   | other keys   | adopt, merge?            | adopt, merge? | adopt, conflict?
deleted | changed   | changed   | other value  | adopt, conflict?         | adopt, conflict? | adopt, conflict?
deleted | changed   | scheduled |              | restore, push            | restore, push | note
deleted | changed   | gone      |              | create                   | create        | note
deleted | scheduled | same      |              | pull-create              | note          | pull-create
deleted | scheduled | changed   |              | pull-create              | note          | pull-create
deleted | scheduled | scheduled |              | nothing                  | nothing       | nothing
deleted | scheduled | gone      |              | nothing                  | nothing       | nothing
deleted | gone      | same      |              | pull-create              | note          | pull-create
deleted | gone      | changed   |              | pull-create              | note          | pull-create
deleted | gone      | scheduled |              | nothing                  | nothing       | nothing
deleted | gone      | gone      |              | nothing                  | nothing       | nothing
`

export const policies = ['never', 'schedule'] as const
export type Policy = (typeof policies)[number]

export interface DecisionRow {
  readonly base: string
  readonly local: string
  readonly remote: string
  readonly alike: string
  readonly both: string
  readonly push: string
  readonly pull: string
}

export const decisionRows: readonly DecisionRow[] = table
  .split('\n')
  .filter((line) => line.includes('|'))
  .slice(1)
  .map((line) => {
    const [base = '', local = '', remote = '', alike = '', both = '', push = '', pull = ''] = line
      .split('|')
      .map((cell) => cell.trim())
    return { base, local, remote, alike, both, push, pull }
  })

export function expected(row: DecisionRow, direction: 'both' | 'push' | 'pull', policy: Policy): string {
  const [never = '', schedule = never] = row[direction].split(' / ')
  return policy === 'never' ? never : schedule
}

const baseWords: Record<string, string> = {
  none: 'Nothing agreed before',
  agreed: 'Agreed before',
  deleted: 'A deletion agreed before',
}
const sideWords: Record<string, string> = {
  gone: 'absent',
  same: 'as agreed',
  changed: 'changed',
  scheduled: 'scheduled for deletion',
}
const directionWords = { both: 'both ways', push: 'push only', pull: 'pull only' } as const
const alikeWords: Record<string, string> = {
  '': '',
  'same version': ' to the same version',
  'same value': ' to the same value',
  'other keys': ' in other keys',
  'other value': ' differently',
}

/** "Agreed before; changed here, scheduled for deletion in AWS; both ways, deletions never carried: restore, push". */
export function sentence(row: DecisionRow, direction: 'both' | 'push' | 'pull', policy: Policy): string {
  const live = row.base === 'none' ? 'there' : 'changed'
  const word = (side: string): string => (side === 'changed' ? live : (sideWords[side] ?? side))
  const sides = `${word(row.local)} here, ${word(row.remote)} in AWS${alikeWords[row.alike] ?? row.alike}`
  const rule = `${directionWords[direction]}, deletions ${policy === 'never' ? 'never carried' : 'scheduled'}`
  return `${baseWords[row.base]}; ${sides}; ${rule}: ${expected(row, direction, policy)}`
}
