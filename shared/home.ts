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
  /** Whether the SSH agent is on. */
  readonly sshAgent: string
  /** Where the keyfile is that the window last opened the vault with; not what is in it. */
  readonly keyfile: string
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
    sshAgent: `${home}/ssh-agent.json`,
    keyfile: `${home}/keyfile.json`,
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

interface Place {
  readonly homeHash: string
  readonly uid: number
  readonly tmp: string
}

/**
 * What stands in for folders of a home that cannot have them: named by user id and the first 16 hex digits of SHA-256
 * of the home's real path (`homeHash`), so that the app and the terminal find the same one.
 */
export const standInFolder = ({ tmp, uid, homeHash }: Place): string => `${tmp}/coffer-${uid}-${homeHash}`

/**
 * The folder (0700) and socket (0600) of a home. A home too deep for a socket, or one that takes no writes, gets a
 * folder under the temp folder. On Windows a named pipe.
 */
export function socketPath(
  input: Place & {
    readonly home: string
    readonly platform: string
    /** False when neither the folder nor, where it is missing, the home takes writes. */
    readonly isWritable?: boolean
  },
): { readonly folder: string | null; readonly socket: string } {
  if (input.platform === 'win32') return { folder: null, socket: `\\\\.\\pipe\\coffer-${input.homeHash}` }
  const near = runFolder(input.home)
  const fits = near.length + '/core.sock'.length <= maxSocketPath
  const folder = fits && input.isWritable !== false ? near : standInFolder(input)
  return { folder, socket: `${folder}/core.sock` }
}

/** Where the socket of a usual home is. */
export const runFolder = (home: string): string => `${home}/run`
