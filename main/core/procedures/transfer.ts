/** Importing: each call is one of the import desk, on the open vault. */
import { type Result, succeed } from '../../../shared/failure.ts'
import type { Host } from '../host-port.ts'
import { awsCredentials, sshFolder } from '../transfer/source-files.ts'
import { type Procedures, withVault, withVaultAsync } from './context.ts'

type TransferCall = Extract<keyof Procedures, `import.${string}`>

export const transferProcedures: Pick<Procedures, TransferCall> = {
  'import.open': async ({ place }, context) => {
    const before = withVault(context, () => succeed(null))
    if (!before.ok) return before
    const path = await choosePath(place, context.host)
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
  'import.last': (_, context) => withVault(context, () => succeed(context.imports.last())),
  'import.undo': (range, context) =>
    withVaultAsync(context, (vault) => context.imports.undo(vault, context.actor, range)),
}

type Place = Parameters<Procedures['import.open']>[0]['place']

/** Null when the user chose none. */
async function choosePath(place: Place, host: Host): Promise<Result<string | null>> {
  if (place === 'ssh') return succeed(sshFolder())
  if (place === 'aws-credentials') return succeed(awsCredentials())
  const title = place === 'folder' ? 'Folder of keys to import' : 'File to import'
  return await host.chooseFile({
    purpose: place === 'folder' ? 'folder' : 'open',
    title,
    suggestedName: '',
    extensions: [],
  })
}
