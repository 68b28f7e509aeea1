import type { Operation } from '../../../shared/sync-model.ts'
import { Button } from '../../components/button.tsx'
import { showSecret } from '../../store/panes.ts'
import { text } from '../../text.ts'

const words = text.sync.plan.detail

interface Line {
  readonly title: string
  readonly value: string
  readonly isCode: boolean
}

/** Everything a step would do, in words. It holds no value. */
export const PlanRowDetail = ({ operation }: { operation: Operation }) => (
  <div className="flex items-start justify-between gap-4 pl-6.5">
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {linesOf(operation).map(({ title, value, isCode }) => (
        <div key={title} className="contents">
          <dt className="text-sm leading-5 text-muted">{title}</dt>
          <dd className={`min-w-0 break-words selectable ${isCode ? 'font-mono text-sm leading-5' : ''}`}>{value}</dd>
        </div>
      ))}
    </dl>
    <Button onClick={() => showSecret(operation.name)}>{text.sync.plan.open}</Button>
  </div>
)

const line = (title: string, value: string | null | undefined, isCode = true): readonly Line[] =>
  value === undefined || value === null || value === '' ? [] : [{ title, value, isCode }]

const list = (title: string, values: readonly string[] | undefined): readonly Line[] => line(title, values?.join(', '))

function linesOf(operation: Operation): readonly Line[] {
  const { detail, versionId, expected, remoteName, why, calls, action } = operation
  const moves = action === 'push' || action === 'pull-version' || action.endsWith('label')
  return [
    ...line(words.why, why, false),
    ...line(words.remoteName, remoteName),
    ...line(words.version, versionId),
    ...(moves ? line(words.expected, expected ?? words.nothingThere, expected !== null) : []),
    ...line(words.stage, detail.stage),
    ...line(words.from, detail.removeFrom),
    ...line(words.to, detail.moveTo),
    ...list(words.tags, detail.tags && Object.entries(detail.tags).map(([key, value]) => `${key}=${value}`)),
    ...list(words.tagKeys, detail.tagKeys),
    ...line(words.description, detail.description, false),
    ...(detail.kmsKeyId === undefined
      ? []
      : line(words.kmsKeyId, detail.kmsKeyId ?? words.defaultKey, detail.kmsKeyId !== null)),
    ...line(
      words.recoveryWindowDays,
      detail.recoveryWindowDays === undefined ? null : words.days(detail.recoveryWindowDays),
      false,
    ),
    ...list(
      words.replicas,
      detail.replicas?.map(({ region }) => region),
    ),
    ...list(words.keysFromLocal, detail.keysFromLocal),
    ...list(words.keysFromRemote, detail.keysFromRemote),
    ...list(words.conflictingKeys, detail.conflictingKeys),
    ...line(words.calls, String(calls), false),
  ]
}
