/** What people and programs do to secrets, here and in AWS, and what somebody wrote where. */
import { randomUUID } from 'node:crypto'
import { approvedAtOf, withApproval } from '../../../main/core/sync/approvals.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import type { Direct } from '../aws/direct.ts'
import { actor, textVersion, unwrap } from '../vault.ts'

export const accountId = '111122223333'
export const regions = ['eu-west-1', 'us-east-1'] as const

export type Side = 'here' | (typeof regions)[number]

/** One thing that one client does; where the side is a region, any client of AWS but Coffer. */
export type Edit =
  | {
      readonly kind: 'put'
      readonly name: string
      readonly side: Side
      readonly value: string
      readonly approved: boolean
      /** So many versions, the last of which has the value. */
      readonly times: number
    }
  | { readonly kind: 'describe'; readonly name: string; readonly side: Side; readonly text: string }
  | { readonly kind: 'tag'; readonly name: string; readonly side: Side; readonly text: string }
  | { readonly kind: 'label'; readonly name: string; readonly side: Side; readonly nth: number }
  | { readonly kind: 'rollback'; readonly name: string; readonly side: Side }
  | { readonly kind: 'delete'; readonly name: string; readonly side: Side }
  | { readonly kind: 'restore'; readonly name: string; readonly side: Side }
  | { readonly kind: 'purge'; readonly name: string; readonly side: (typeof regions)[number] }

/** The checks have their own tests: here the user says yes. */
export function approve(vault: Vault, name: string, versionId: string, at: number): void {
  const body = unwrap(vault.body(name))
  if (approvedAtOf(body, versionId) === null)
    unwrap(vault.extend(actor, name, withApproval(body, versionId, at), 'approved'))
}

/** `written` learns name, version id and side of every value that is made. */
export function performEdit(
  written: Map<string, string>,
  vault: Vault,
  direct: Direct,
  edit: Edit,
  tick: () => void,
): void {
  const perform = (one: Edit): void => {
    tick()
    if (one.side === 'here') editHere(written, vault, one)
    else editThere(written, direct, one, one.side)
  }
  if (edit.kind === 'put')
    for (let draft = 1; draft < edit.times; draft += 1) perform({ ...edit, value: `draft ${draft} of ${edit.value}` })
  perform(edit)
}

function editHere(written: Map<string, string>, vault: Vault, edit: Edit): void {
  const { name } = edit
  const body = vault.body(name)
  if (!body.ok) {
    if (edit.kind !== 'put') return
    const id = randomUUID()
    written.set(`${name} ${id} here`, edit.value)
    unwrap(vault.create(actor, { name, kind: 'note', version: textVersion(edit.value, id) }))
    if (edit.approved) approve(vault, name, id, 1)
    return
  }
  if (edit.kind === 'restore') {
    if (body.value.deletionAt !== null) unwrap(vault.restore(actor, name))
    return
  }
  if (body.value.deletionAt !== null) return
  const { stages } = body.value
  if (edit.kind === 'put') {
    const id = randomUUID()
    written.set(`${name} ${id} here`, edit.value)
    unwrap(vault.put(actor, name, textVersion(edit.value, id)))
    if (edit.approved) approve(vault, name, id, 1)
  } else if (edit.kind === 'describe') unwrap(vault.update(actor, name, { description: edit.text }))
  else if (edit.kind === 'tag') {
    if (edit.text === '') unwrap(vault.untag(actor, name, ['k']))
    else unwrap(vault.tag(actor, name, { k: edit.text }))
  } else if (edit.kind === 'delete') unwrap(vault.scheduleDeletion(actor, name, 30))
  else if (edit.kind === 'rollback') {
    if (stages.AWSPREVIOUS === undefined || stages.AWSCURRENT === undefined) return
    unwrap(
      vault.moveStage(actor, name, { stage: 'AWSCURRENT', moveTo: stages.AWSPREVIOUS, removeFrom: stages.AWSCURRENT }),
    )
  } else if (edit.kind === 'label') {
    const ids = unwrap(vault.versions(name)).map(({ versionId }) => versionId)
    moveLabel(ids, stages.X, edit.nth, (move) => void unwrap(vault.moveStage(actor, name, { stage: 'X', ...move })))
  }
}

/** To one of the versions, or away. */
function moveLabel(
  ids: readonly string[],
  holder: string | undefined,
  nth: number,
  move: (to: { readonly moveTo?: string; readonly removeFrom?: string }) => void,
): void {
  const moveTo = [undefined, ...ids][nth % (ids.length + 1)]
  if (moveTo === undefined && holder === undefined) return
  move({ ...(moveTo === undefined ? {} : { moveTo }), ...(holder === undefined ? {} : { removeFrom: holder }) })
}

function editThere(written: Map<string, string>, direct: Direct, edit: Edit, region: string): void {
  const { name } = edit
  const found = direct.world.region(accountId, region).secrets.get(name)
  const call = (operation: Parameters<Direct['call']>[0], input: Readonly<Record<string, unknown>>): void => {
    const answer = direct.call(operation, input, region)
    if (answer.error !== undefined) throw new Error(`${operation} ${name}: ${answer.error} ${answer.message}`)
  }
  const id = randomUUID()
  if (found === undefined) {
    if (edit.kind !== 'put') return
    written.set(`${name} ${id} ${region}`, edit.value)
    call('CreateSecret', { Name: name, SecretString: edit.value, ClientRequestToken: id })
    return
  }
  const { record, versions } = found
  if (edit.kind === 'purge') call('DeleteSecret', { SecretId: name, ForceDeleteWithoutRecovery: true })
  else if (edit.kind === 'restore') call('RestoreSecret', { SecretId: name })
  else if (record.deletionAt !== undefined) return
  else if (edit.kind === 'put') {
    written.set(`${name} ${id} ${region}`, edit.value)
    call('PutSecretValue', { SecretId: name, SecretString: edit.value, ClientRequestToken: id })
  } else if (edit.kind === 'describe') call('UpdateSecret', { SecretId: name, Description: edit.text })
  else if (edit.kind === 'tag') {
    if (edit.text === '') call('UntagResource', { SecretId: name, TagKeys: ['k'] })
    else call('TagResource', { SecretId: name, Tags: [{ Key: 'k', Value: edit.text }] })
  } else if (edit.kind === 'delete') call('DeleteSecret', { SecretId: name, RecoveryWindowInDays: 30 })
  else if (edit.kind === 'rollback') {
    const [current, previous] = [record.stages.get('AWSCURRENT'), record.stages.get('AWSPREVIOUS')]
    if (current === undefined || previous === undefined) return
    const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: previous, RemoveFromVersionId: current }
    call('UpdateSecretVersionStage', { SecretId: name, ...move })
  } else {
    moveLabel([...versions.keys()], record.stages.get('X'), edit.nth, ({ moveTo, removeFrom }) =>
      call('UpdateSecretVersionStage', {
        SecretId: name,
        VersionStage: 'X',
        ...(moveTo === undefined ? {} : { MoveToVersionId: moveTo }),
        ...(removeFrom === undefined ? {} : { RemoveFromVersionId: removeFrom }),
      }),
    )
  }
}
