import { Copy, RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SecretDetail } from '../../../shared/model.ts'
import type { SecretTarget } from '../../../shared/sync-model.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { StageChip } from '../../components/chip.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Breakable } from '../../components/secret-name.tsx'
import { StateDot } from '../../components/state-dot.tsx'
import { formatAgo, formatDay, shortId } from '../../lib/format.ts'
import { dotOfSecret } from '../../lib/target-state.ts'
import { copyPlain } from '../../store/actions.ts'
import { openDialog, showPage } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { rotateInAws } from '../../store/sync.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'
import { useNow } from '../../use-now.ts'

const words = text.sync.matrix

/** How the secret stands in AWS: a column for each target and region, as it was when a plan last looked. */
export function TargetsCard({ secret }: { secret: SecretDetail }) {
  const turn = useStore((state) => state.sync.turn)
  const { value: columns, failure } = useCall('targets.ofSecret', { name: secret.name }, turn > 0 ? turn : null)
  const hasTargets = useStore((state) => state.sync.targets.length > 0)
  return (
    <Card title={words.label} {...(columns && columns.length > 0 ? { meta: String(columns.length) } : {})}>
      {failure && (
        <div className="border-t border-line p-3">
          <FailureAlert failure={failure} />
        </div>
      )}
      {columns !== null && columns.length === 0 && (
        <p className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-3.5 py-2.5 text-muted">
          {words.none}
          {!hasTargets && <Button onClick={() => openDialog({ type: 'target', target: null })}>{words.noneAdd}</Button>}
        </p>
      )}
      {columns !== null && columns.length > 0 && <Matrix name={secret.name} columns={columns} />}
    </Card>
  )
}

function Matrix({ name, columns }: { name: string; columns: readonly SecretTarget[] }) {
  const now = useNow()
  const hasReplicas = columns.some(({ replicas }) => replicas.length > 0)
  const hasRotation = columns.some(({ rotation }) => rotation !== null)
  const rows: readonly (readonly [string, (column: SecretTarget) => ReactNode])[] = [
    [words.rows.state, (column) => <State column={column} />],
    [words.rows.stages, (column) => <Stages column={column} />],
    [words.rows.remoteName, (column) => <RemoteName column={column} />],
    ...(hasReplicas ? [[words.rows.replicas, (column: SecretTarget) => <Replicas column={column} />] as const] : []),
    ...(hasRotation
      ? [[words.rows.rotation, (column: SecretTarget) => <Rotates name={name} column={column} />] as const]
      : []),
    [
      words.rows.checked,
      ({ checkedAt }) => (
        <span className="text-sm text-faint">{checkedAt === null ? words.notChecked : formatAgo(checkedAt, now)}</span>
      ),
    ],
  ]
  return (
    <div className="overflow-x-auto border-t border-line" tabIndex={columns.length > 2 ? 0 : undefined}>
      <table aria-label={words.label} className="w-full border-separate border-spacing-0 text-left">
        <thead>
          <tr className="[&>*]:border-b [&>*]:border-line [&>*]:bg-sunken [&>*]:px-2.5 [&>*]:py-1.5 [&>:first-child]:pl-3.5">
            <td className="w-24" />
            {columns.map(({ target, region }) => (
              <th key={`${target} ${region}`} scope="col" className="min-w-32 font-medium">
                {target} <span className="block font-mono text-sm font-normal text-muted">{region}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, cell]) => (
            <tr key={title} className="align-top [&>*]:px-2.5 [&>*]:py-1.5 [&>:first-child]:pl-3.5">
              <th scope="row" className="text-sm leading-5 font-normal whitespace-nowrap text-muted">
                {title}
              </th>
              {columns.map((column) => (
                <td key={`${column.target} ${column.region}`}>{cell(column)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CellProps {
  readonly column: SecretTarget
}

const State = ({ column: { state } }: CellProps) => (
  <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
    <StateDot look={dotOfSecret(state)} />
    {text.sync.secretStates[state]}
    {state === 'conflict' && (
      <Button onClick={() => showPage({ type: 'sync', tab: 'conflicts' })}>{words.resolve}</Button>
    )}
  </span>
)

const Stages = ({ column: { stages } }: CellProps) => {
  const entries = Object.entries(stages)
  if (entries.length === 0) return <span className="text-faint">–</span>
  return (
    <ul className="grid gap-1">
      {entries.map(([stage, versionId]) => (
        <li key={stage} className="flex flex-wrap items-center gap-x-1.5">
          <StageChip stage={stage} />
          <span className="font-mono text-sm" title={versionId}>
            {shortId(versionId)}
          </span>
        </li>
      ))}
    </ul>
  )
}

const RemoteName = ({ column: { remoteName, arn, region } }: CellProps) => (
  <span className="flex items-start gap-1">
    <span className="min-w-0 font-mono text-sm leading-5 break-words selectable">
      <Breakable text={remoteName} />
    </span>
    {arn !== null && (
      <IconButton
        icon={Copy}
        label={words.copyArn(region)}
        small
        className="-mt-0.5"
        onClick={() => copyPlain(arn, words.arnCopied)}
      />
    )}
  </span>
)

const Replicas = ({ column: { replicas } }: CellProps) =>
  replicas.length === 0 ? (
    <span className="text-faint">{words.noReplicas}</span>
  ) : (
    <ul className="grid gap-0.5">
      {replicas.map(({ region, status, message }) => (
        <li key={region}>
          <span className="flex items-center gap-1.5">
            <StateDot look={status === 'InSync' ? 'ok' : status === 'Failed' ? 'danger' : 'move'} />
            <span className="font-mono text-sm">{region}</span>
            <span className="text-sm text-muted">{status}</span>
          </span>
          {message !== null && <span className="block pl-3.5 text-sm text-muted selectable">{message}</span>}
        </li>
      ))}
    </ul>
  )

const Rotates = ({ name, column: { target, region, rotation } }: CellProps & { name: string }) =>
  rotation === null ? (
    <span className="text-faint">{words.notRotated}</span>
  ) : (
    <span className="grid justify-items-start gap-1">
      <span className="font-mono text-sm">{rotation.schedule}</span>
      {rotation.nextAt !== null && (
        <span className="text-sm text-muted tabular">{words.next(formatDay(rotation.nextAt))}</span>
      )}
      <Button icon={RefreshCw} onClick={() => void rotateInAws({ target, region, name })}>
        {words.rotateNow}
      </Button>
    </span>
  )
