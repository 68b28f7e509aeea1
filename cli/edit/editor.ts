/** The user's editor on one file, with what it would leave elsewhere switched off where we know how. */
import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { CliFailure } from '../failure.ts'
import { takeSignals } from '../run/signals.ts'

/** No swap file, no viminfo with pieces of the text, no backup, nothing obeyed that stands in the text. */
const vimWords = ['-n', '-i', 'NONE', '--cmd', 'set nobackup nowritebackup noundofile nomodeline']

/** `VISUAL`, `EDITOR`, else what every system has. May hold arguments: "code --wait". */
export function chosenEditor(env: NodeJS.ProcessEnv, platform: string): string {
  return env.VISUAL || env.EDITOR || (platform === 'win32' ? 'notepad' : 'vi')
}

export function editorWords(editor: string): readonly string[] {
  const [program = ''] = editor.trim().split(/\s+/)
  return /^n?vim$/.test(basename(program)) ? vimWords : []
}

/** Resolves when the editor has ended well. The file's path is the only word it gets from us. */
export function edit(editor: string, path: string): Promise<Result<null, CliFailure>> {
  const words = [...editorWords(editor), path]
  // Ctrl-C in the editor is for the editor; the terminal sends it to us too.
  const restore = takeSignals(['SIGINT', 'SIGQUIT'], () => undefined)
  const child =
    process.platform === 'win32'
      ? spawn(editor, words, { stdio: 'inherit', shell: true })
      : spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, ...words], { stdio: 'inherit' })
  return new Promise((resolve) => {
    const settle = (outcome: Result<null, CliFailure>) => {
      restore()
      resolve(outcome)
    }
    const failed = (how: string) =>
      settle(fail({ kind: 'file', message: `The editor ${editor} ${how}. Nothing was saved.` }))
    child.once('error', () => failed('could not be started'))
    child.once('exit', (code, signal) => {
      if (code === 0) settle(succeed(null))
      else failed(signal === null ? `ended with ${code}` : `was ended by ${signal}`)
    })
  })
}
