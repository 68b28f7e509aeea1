import { ApprovalDialog } from './life/approval-dialog.tsx'
import { MainScreen } from './main.tsx'
import { Dialogs } from './overlays/dialogs.tsx'

/** What lies over an open vault. */
const Overlays = () => (
  <>
    <Dialogs />
    <ApprovalDialog />
  </>
)

/** Everything that is there while the vault is open, loaded as one: the unlock screen does not wait for it. */
export const inside = { MainScreen, Overlays }
