import { useStore } from '../../store/store.ts'
import { KitDialog } from '../life/kit-offer.tsx'
import { BulkDialog } from '../rotation/bulk-dialog.tsx'
import { RotationDialog } from '../rotation/rotation-dialog.tsx'
import { TargetCheckDialog } from '../sync/target-check-dialog.tsx'
import { TargetDialog } from '../sync/target-dialog.tsx'
import { TargetRemoveDialog } from '../sync/target-remove-dialog.tsx'
import { VetDialog } from '../vetting/vet-dialog.tsx'
import { BulkRemoveDialog, BulkTagDialog } from './bulk-dialogs.tsx'
import { CompareDialog } from './compare-dialog.tsx'
import { DiscardDialog } from './discard-dialog.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { MfaDialog } from './mfa-dialog.tsx'
import { NoteDialog } from './note-dialog.tsx'
import { Palette } from './palette.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { StageDialog } from './stage-dialog.tsx'

/** The dialog that is open, if one is, and the question for a code over it. */
export const Dialogs = () => (
  <>
    <OpenDialog />
    <MfaDialog />
  </>
)

function OpenDialog() {
  const dialog = useStore((state) => state.dialog)
  if (dialog === null) return null
  switch (dialog.type) {
    case 'palette':
      return <Palette />
    case 'keys':
      return <KeysDialog />
    case 'settings':
      return <SettingsDialog />
    case 'kit':
      return <KitDialog />
    case 'bulk-tag':
      return <BulkTagDialog names={dialog.names} />
    case 'bulk-remove':
      return <BulkRemoveDialog names={dialog.names} />
    case 'remove':
      return <RemoveDialog name={dialog.name} />
    case 'discard':
      return <DiscardDialog proceed={dialog.proceed} />
    case 'note':
      return <NoteDialog {...dialog} />
    case 'stage':
      return <StageDialog name={dialog.name} versionId={dialog.versionId} />
    case 'compare':
      return <CompareDialog name={dialog.name} older={dialog.older} newer={dialog.newer} />
    case 'target':
      return <TargetDialog target={dialog.target} />
    case 'target-check':
      return <TargetCheckDialog name={dialog.name} />
    case 'target-remove':
      return <TargetRemoveDialog name={dialog.name} />
    case 'rotation':
      return <RotationDialog card={dialog.card} kind={dialog.kind} />
    case 'rotation-bulk':
      return <BulkDialog />
    case 'vet':
      return <VetDialog name={dialog.name} versionId={dialog.versionId} />
  }
}
