import { useStore } from '../../store/store.ts'
import { CompareDialog } from './compare-dialog.tsx'
import { DiscardDialog } from './discard-dialog.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { Palette } from './palette.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { StageDialog } from './stage-dialog.tsx'

/** The dialog that is open, if one is. */
export function Dialogs() {
  const dialog = useStore((state) => state.dialog)
  if (dialog === null) return null
  switch (dialog.type) {
    case 'palette':
      return <Palette />
    case 'keys':
      return <KeysDialog />
    case 'settings':
      return <SettingsDialog />
    case 'remove':
      return <RemoveDialog name={dialog.name} />
    case 'discard':
      return <DiscardDialog proceed={dialog.proceed} />
    case 'stage':
      return <StageDialog name={dialog.name} versionId={dialog.versionId} />
    case 'compare':
      return <CompareDialog name={dialog.name} older={dialog.older} newer={dialog.newer} />
  }
}
