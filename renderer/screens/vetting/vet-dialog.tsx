import { Dialog } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { shortId } from '../../lib/format.ts'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'
import { useVetting, VettingList } from './vetting.tsx'

const words = text.sync.vetting

/** Looking at a version and approving it, from the plan. */
export function VetDialog({ name, versionId }: { name: string; versionId: string }) {
  const { vetting, failure } = useVetting(name, versionId)
  return (
    <Dialog title={words.title(name)} onClose={closeDialog} width="w-lg">
      <div className="mt-2 grid gap-3">
        <p className="font-mono text-sm text-muted">{shortId(versionId)}</p>
        {failure && <FailureAlert failure={failure} />}
        {vetting && vetting.findings.length === 0 && <p>{words.clean}</p>}
        {vetting && <VettingList vetting={vetting} onDone={closeDialog} />}
      </div>
    </Dialog>
  )
}
