/** PURE: how ssh is told of the agent, for a shell and for its own settings. */

/** For a POSIX shell, in quotes only where it is needed. */
export const shellQuoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

/** A pipe of Windows is named for PowerShell. */
export const agentVariable = (socketPath: string): string =>
  socketPath.startsWith('\\\\')
    ? `$env:SSH_AUTH_SOCK = '${socketPath}'`
    : `export SSH_AUTH_SOCK=${shellQuoted(socketPath)}`

/** For `~/.ssh/config`; counts for every program that reads it, also one that a desktop started. */
export const agentConfig = (socketPath: string): string => `Host *\n  IdentityAgent "${socketPath}"`
