/** Files to import, and a core that is given one as a person would who chooses it in the dialog. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ImportPreview } from '../../shared/contract-transfer.ts'
import type { Result } from '../../shared/failure.ts'
import type { TestCore } from './core.ts'

export function putFile(core: TestCore, name: string, content: string | Uint8Array): string {
  const path = join(core.home, 'files', name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

/** Answers the dialog that this asks for with `path`; null: nothing chosen. */
export async function openImport(
  core: TestCore,
  path: string | null,
  place: 'file' | 'ssh-folder' = 'file',
): Promise<Result<ImportPreview | null>> {
  const before = core.said.length
  const opened = core.ask('import.open', { place })
  await new Promise((resolve) => setImmediate(resolve))
  const question = core.said.slice(before).find((message) => message.kind === 'file.choose')
  if (question === undefined) throw new Error('no dialog was asked for')
  core.core.receive({ kind: 'answer', id: question.id, text: path, failure: null })
  return (await opened) as Result<ImportPreview | null>
}

/** A preview of a file of this content. */
export async function previewOf(core: TestCore, name: string, content: string): Promise<ImportPreview> {
  const opened = await openImport(core, putFile(core, name, content))
  if (!opened.ok) throw new Error(opened.failure.message)
  if (opened.value === null) throw new Error('nothing was chosen')
  return opened.value
}
