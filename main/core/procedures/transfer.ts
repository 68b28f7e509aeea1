/** Importing: each call is one of the import desk, on the open vault. */
import { succeed } from '../../../shared/failure.ts'
import type { FileQuestion } from '../host-port.ts'
import { awsCredentials, sshFolder } from '../transfer/source-files.ts'
import { type Procedures, withVault, withVaultAsync } from './context.ts'

type TransferCall = Extract<keyof Procedures, `import.${string}`>

export const transferProcedures: Pick<Procedures, TransferCall> = {
  'import.open': async ({ place }, context) => {
    const before = withVault(context, () => succeed(null))
    if (!before.ok) return before
    const path = await context.host.chooseFile(questions[place]())
    if (!path.ok) return path
    const chosen = path.value
    return chosen === null ? succeed(null) : withVaultAsync(context, (vault) => context.imports.open(vault, chosen))
  },
  'import.drop': ({ file }, context) => withVaultAsync(context, (vault) => context.imports.open(vault, file)),
  'import.read': ({ options }, context) => withVaultAsync(context, (vault) => context.imports.read(vault, options)),
  'import.apply': (wanted, context) =>
    withVaultAsync(context, (vault) => context.imports.apply(vault, context.actor, wanted)),
  'import.cancel': (_, { imports }) => {
    imports.cancel()
    return succeed(null)
  },
  'import.last': (_, context) => withVault(context, (vault) => succeed(context.imports.last(vault))),
  'import.undo': (range, context) =>
    withVaultAsync(context, (vault) => context.imports.undo(vault, context.actor, range)),
}

type Place = Parameters<Procedures['import.open']>[0]['place']

const questions: Readonly<Record<Place, () => FileQuestion>> = {
  file: () => ({ purpose: 'open', title: 'File to import', suggestedName: '', extensions: [] }),
  'aws-credentials': () => ({
    purpose: 'open',
    title: 'AWS credentials to import',
    suggestedName: awsCredentials(),
    extensions: [],
  }),
  'ssh-folder': () => ({
    purpose: 'folder',
    title: 'Folder of keys to import',
    suggestedName: sshFolder(),
    extensions: [],
  }),
  'ssh-key': () => ({ purpose: 'open', title: 'Key to import', suggestedName: sshFolder(), extensions: [] }),
}
