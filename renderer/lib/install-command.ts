import { shellQuoted } from '../../shared/ssh-agent-lines.ts'

/** Of an AppImage, which is mounted anew at each start: what is in it is copied out, not linked to. */
const mounted = '/tmp/.mount_'

/**
 * The line that puts the `coffer` command on the PATH. `command` is where the release keeps it, null in a checkout; the
 * line is for a person to read and run, with the rights it takes.
 */
export function installCommand(command: string | null, platform: string): string {
  if (command === null) return 'npx coffer help'
  if (platform === 'win32') return `setx PATH "%PATH%;${command.slice(0, command.lastIndexOf('\\'))}"`
  if (command.startsWith(mounted)) return `install -D ${shellQuoted(command)} ~/.local/bin/coffer`
  return `sudo ln -sf ${shellQuoted(command)} /usr/local/bin/coffer`
}
