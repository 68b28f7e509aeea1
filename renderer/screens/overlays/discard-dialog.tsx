import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'

/** Asks before something typed is lost. */
export const DiscardDialog = ({ proceed }: { proceed: () => void }) => (
  <Dialog title={text.editor.discardTitle} onClose={closeDialog} width="w-sm">
    <p className="text-muted">{text.editor.discardLead}</p>
    <DialogButtons>
      <Button onClick={closeDialog}>{text.editor.discardCancel}</Button>
      <Button
        look="danger"
        onClick={() => {
          closeDialog()
          proceed()
        }}
      >
        {text.editor.discardAction}
      </Button>
    </DialogButtons>
  </Dialog>
)
