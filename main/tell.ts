/** The few things the shell itself must say: in a dialog where there is a window, on stderr where there is none. */
import { dialog } from 'electron'
import type { Mode } from './launch.ts'

/** `message` names no secret: it is the core's reason, such as a home folder that cannot be written. */
export async function tellCannotStart(mode: Mode, message: string): Promise<void> {
  if (mode === 'background') return void process.stderr.write(`coffer: ${message}\n`)
  await dialog.showMessageBox({ type: 'error', title: 'Coffer', message: 'Coffer cannot start', detail: message })
}

/** Resolves to true when the user wants to try again. */
export async function tellCoreKeepsEnding(mode: Mode): Promise<boolean> {
  const detail =
    'The vault process ended three times within ten seconds, so it was not started again. The vault file is as it ' +
    'was. The reason is in the log; `coffer doctor` looks at the vault.'
  if (mode === 'background') {
    process.stderr.write(`coffer: ${detail}\n`)
    return false
  }
  return askToTryAgain('Coffer’s vault process keeps ending', detail)
}

/** Resolves to true when the user wants to try again. */
export const tellPageKeepsEnding = (): Promise<boolean> =>
  askToTryAgain(
    'Coffer’s window keeps ending',
    'Its page ended three times within ten seconds. The vault is as it was.',
  )

async function askToTryAgain(message: string, detail: string): Promise<boolean> {
  const buttons = ['Try again', 'Quit']
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Coffer',
    message,
    detail,
    buttons,
    cancelId: 1,
  })
  return response === 0
}
