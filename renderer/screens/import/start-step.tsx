import { Braces, Cloud, FileJson, type LucideIcon, SquareTerminal, Table } from 'lucide-react'
import type { CallInput } from '../../../shared/contract.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { isStored, openImport, undoImport } from '../../store/import.ts'
import { useStore } from '../../store/store.ts'
import { importWords as words } from '../../text-import.ts'
import { useCall } from '../../use-call.ts'
import { useNow } from '../../use-now.ts'
import { fileName } from './file-name.ts'

/** What can be imported, in plain words. Every file is looked at, whichever card it was chosen from. */
export function StartStep() {
  const work = useStore((state) => state.importing.work)
  const { csv, json, dotenv, ssh, 'aws-credentials': aws } = words.places
  return (
    <div className="mx-auto flex w-full max-w-4xl flex-col gap-4 p-5">
      <LastImport />
      <p className="text-muted text-pretty">{words.anyFile}</p>
      <div className="grid grid-cols-1 gap-3 @xl:grid-cols-2 @4xl:grid-cols-3">
        <Place icon={Table} {...csv} deeds={[['file', csv.choose]]} />
        <Place icon={FileJson} {...json} deeds={[['file', json.choose]]} />
        <Place icon={Braces} {...dotenv} deeds={[['file', dotenv.choose]]} />
        <Place icon={Cloud} {...aws} deeds={[['aws-credentials', aws.choose]]} />
        <Place
          icon={SquareTerminal}
          {...ssh}
          deeds={[
            ['ssh-folder', ssh.folder],
            ['ssh-key', ssh.choose],
          ]}
        />
      </div>
      <p role="status" className="flex h-5 items-center gap-2 text-muted">
        {work === 'opening' && (
          <span className="flex animate-late items-center gap-2">
            <Spinner />
            {words.reading}
          </span>
        )}
      </p>
    </div>
  )
}

interface PlaceProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly lead: string
  readonly deeds: readonly (readonly [CallInput<'import.open'>['place'], string])[]
}

const Place = ({ icon: Icon, title, lead, deeds }: PlaceProps) => (
  <section aria-label={title} className="flex flex-col rounded-lg border border-line bg-raised p-4 shadow-raised">
    <h2 className="flex items-center gap-2 font-semibold">
      <Icon aria-hidden="true" strokeWidth={1.75} className="size-4 text-accent-ink" />
      {title}
    </h2>
    <p className="mt-1 mb-3 grow text-muted text-pretty">{lead}</p>
    <div className="flex flex-wrap gap-2">
      {deeds.map(([place, label]) => (
        <Button key={label} onClick={() => void openImport(place)}>
          {label}
        </Button>
      ))}
    </div>
  </section>
)

/** What was imported since the unlock can be taken back here too, when the message about it has gone. */
function LastImport() {
  const { value: last } = useCall('import.last', {})
  const now = useNow()
  if (!last) return null
  const count = last.results.filter(isStored).length
  return (
    <Card
      title={words.lastTitle}
      meta={words.last(count, fileName(last.path), last.finishedAt, now)}
      actions={
        <Button look="ghost" onClick={() => void undoImport(last)}>
          {words.undo}
        </Button>
      }
    >
      {null}
    </Card>
  )
}
