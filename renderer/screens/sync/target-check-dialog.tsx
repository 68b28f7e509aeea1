import { useEffect, useState } from 'react'
import type { Result } from '../../../shared/failure.ts'
import type { TargetCheck } from '../../../shared/sync-model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Chip } from '../../components/chip.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { withMfa } from '../../store/mfa.ts'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'
import { useRegionTitles } from './use-regions.ts'

const words = text.sync.targets

/** What a target's credentials may do, asked of AWS region by region. Nothing is changed by it. */
export function TargetCheckDialog({ name }: { name: string }) {
  const { answer, ask } = useCheck(name)
  return (
    <Dialog title={words.checkTitle(name)} onClose={closeDialog} width="w-2xl">
      <div role="status">
        {answer === null && (
          <p className="flex items-center gap-2 py-6 text-muted">
            <Spinner />
            {words.checking}
          </p>
        )}
        {answer?.ok && <Checked check={answer.value} />}
      </div>
      {answer !== null && !answer.ok && <FailureAlert failure={answer.failure} onRetry={ask} />}
      <DialogButtons>
        {answer?.ok && <Button onClick={ask}>{words.checkAgain}</Button>}
        <Button onClick={closeDialog}>{text.common.close}</Button>
      </DialogButtons>
    </Dialog>
  )
}

function useCheck(name: string) {
  const [turn, setTurn] = useState(0)
  const [answer, setAnswer] = useState<Result<TargetCheck> | null>(null)
  useEffect(() => {
    if (turn < 0) return
    let isWanted = true
    const asking = async (): Promise<void> => {
      const given = await withMfa((mfa) => call('targets.check', { name, ...mfa }))
      if (isWanted) setAnswer(given)
    }
    void asking()
    return () => {
      isWanted = false
    }
  }, [name, turn])
  const ask = (): void => {
    setAnswer(null)
    setTurn(turn + 1)
  }
  return { answer, ask }
}

const Checked = ({ check: { accountId, arn, regions } }: { check: TargetCheck }) => (
  <>
    <p className="mt-1 selectable">
      <span className="text-muted">{words.identity}</span> <span className="tabular">{accountId}</span>{' '}
      <span className="block font-mono text-sm break-all text-muted">{arn}</span>
    </p>
    {regions.map((region) => (
      <RegionCheck key={region.region} check={region} />
    ))}
  </>
)

function RegionCheck({ check }: { check: TargetCheck['regions'][number] }) {
  const titles = useRegionTitles()
  const { region, reachable, clockOffsetMs, message, permissions } = check
  const clock = clockOffsetMs === null ? null : words.clock(Math.round(clockOffsetMs / 1_000))
  return (
    <section aria-label={region} className="mt-4">
      <h3 className="flex flex-wrap items-center gap-2">
        <span className="font-mono font-semibold">{region}</span>
        <span className="text-sm text-faint">{titles.get(region)}</span>
        <Chip tone={reachable ? 'ok' : 'danger'}>{reachable ? words.reachable : words.unreachable}</Chip>
        {clock !== null && <span className="text-sm text-muted">{clock}</span>}
      </h3>
      {message !== null && <p className="mt-1 text-muted selectable">{message}</p>}
      {permissions.length > 0 && (
        <table className="mt-2 w-full border-collapse text-left">
          <thead className="sr-only">
            <tr>
              <th scope="col">{words.permission}</th>
              <th scope="col">{words.answer}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-y border-line">
            {permissions.map(({ action, allowed, message: why }) => (
              <tr key={action} className="align-top">
                <th scope="row" className="py-1 pr-3 font-mono text-sm leading-5 font-normal">
                  {action}
                </th>
                <td className="py-1">
                  <Chip tone={allowed === null ? 'plain' : allowed ? 'ok' : 'danger'}>
                    {allowed === null ? words.unknown : allowed ? words.allowed : words.denied}
                  </Chip>
                  {why !== null && <span className="ml-2 text-sm text-muted selectable">{why}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
