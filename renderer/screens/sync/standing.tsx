import { StateDot } from '../../components/state-dot.tsx'
import { formatAgoShort } from '../../lib/format.ts'
import { dotOfTarget } from '../../lib/target-state.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { useRegionTitles } from './use-regions.ts'

const words = text.sync

/** A row for each target and region: its state, when it was synced, what waits there. */
export function Standing() {
  const standing = useStore((state) => state.sync.standing)
  const titles = useRegionTitles()
  const now = useNow()
  return (
    <table
      aria-label={words.plan.standing}
      className="w-full border-separate border-spacing-0 overflow-hidden rounded-lg border border-line bg-raised text-left shadow-raised"
    >
      <tbody>
        {standing?.targets.map(({ target, region, state, syncedAt, waiting, message }) => (
          <tr
            key={`${target} ${region}`}
            className="[&>*]:border-b [&>*]:border-line [&>*]:px-3.5 [&>*]:py-2 last:[&>*]:border-b-0"
          >
            <th scope="row" className="font-medium">
              {target}
            </th>
            <td className="whitespace-nowrap">
              <span className="font-mono text-sm">{region}</span>
              <span className="ml-2 hidden text-sm text-faint @2xl:inline">{titles.get(region)}</span>
            </td>
            <td>
              <span className="flex items-center gap-2">
                <StateDot look={dotOfTarget(state)} />
                {words.states[state]}
                {waiting > 0 && <span className="text-sm text-muted">{words.waiting(waiting)}</span>}
              </span>
              {message !== null && <span className="block text-sm text-muted selectable">{message}</span>}
            </td>
            <td className="text-right text-sm whitespace-nowrap text-faint tabular">
              {syncedAt === null ? words.never : words.synced(formatAgoShort(syncedAt, now))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
