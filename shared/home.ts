/**
 * Where a vault's files are, from its home folder alone, so that the app and the terminal find each other without
 * asking. Paths are joined with "/", which every OS of ours accepts.
 */
export interface HomePaths {
  readonly home: string
  readonly vault: string
  /** Chromium's profile; holds nothing of the vault. */
  readonly profile: string
  readonly backups: string
  readonly logs: string
  /** The newest generation this machine saw: reveals a file that was rolled back. */
  readonly anchor: string
  /** Whether the local endpoint is on, and its port. */
  readonly endpoint: string
  /** What the OS keychain sealed for the vault's keychain slot. */
  readonly keychain: string
  /** Window size and place; nothing of the vault. */
  readonly windowState: string
}

export function homePaths(home: string): HomePaths {
  return {
    home,
    vault: `${home}/vault.db`,
    profile: `${home}/profile`,
    backups: `${home}/backups`,
    logs: `${home}/logs`,
    anchor: `${home}/anchor.json`,
    endpoint: `${home}/endpoint.json`,
    keychain: `${home}/keychain.json`,
    windowState: `${home}/window.json`,
  }
}

export interface HomeEnvironment {
  readonly platform: string
  /** process.env. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** os.homedir(). */
  readonly userHome: string
}

/** `COFFER_HOME`, else the OS's place for an application's data. */
export function defaultHome({ platform, env, userHome }: HomeEnvironment): string {
  if (env.COFFER_HOME) return env.COFFER_HOME
  if (platform === 'darwin') return `${userHome}/Library/Application Support/Coffer`
  if (platform === 'win32') return `${env.APPDATA ?? `${userHome}/AppData/Roaming`}/Coffer`
  return `${env.XDG_DATA_HOME || `${userHome}/.local/share`}/coffer`
}

/** Unix sockets live in a path of at most 108 bytes with its NUL (Linux; 104 on macOS). */
const maxSocketPath = 100

/**
 * The folder (0700) and socket (0600) of a home. A home too deep for a socket gets a folder under the temp folder,
 * named by user id and the first 16 hex digits of SHA-256 of the home (`homeHash`). On Windows a named pipe.
 */
export function socketPath(input: {
  readonly home: string
  readonly homeHash: string
  readonly platform: string
  readonly uid: number
  readonly tmp: string
}): { readonly folder: string | null; readonly socket: string } {
  if (input.platform === 'win32') return { folder: null, socket: `\\\\.\\pipe\\coffer-${input.homeHash}` }
  const near = `${input.home}/run`
  const folder =
    near.length + '/core.sock'.length <= maxSocketPath ? near : `${input.tmp}/coffer-${input.uid}-${input.homeHash}`
  return { folder, socket: `${folder}/core.sock` }
}
