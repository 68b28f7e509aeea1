/** The words of the screens around the vault's life; part of `text`, in a file of its own for its size. */
import { formatMoment, formatSize, plural } from './lib/format.ts'

export const life = {
  tabs: {
    general: 'General',
    security: 'Security',
    backups: 'Backups',
    programs: 'Programs',
    audit: 'Audit',
    health: 'Health',
  },

  password: {
    title: 'Password',
    current: 'Current password',
    next: 'New password',
    confirm: 'Confirm new password',
    action: 'Change password',
    done: 'Password changed. Backups made before still open with the old one.',
    wrong: 'That is not the current password.',
  },

  offer: {
    lead: 'Your vault is ready. Nobody can reset its password, so make a recovery kit before you fill it.',
    now: 'Make it now',
    later: 'Later',
  },

  keyfile: {
    label: 'Keyfile',
    current: 'Current keyfile',
    next: 'Keyfile',
    choose: 'Choose a file…',
    make: 'Make a new one…',
    none: 'None',
    clear: 'No keyfile',
    use: 'Use a keyfile too',
    help: 'Needed besides the password. Keep a copy away from this computer.',
    nextHelp: 'Needed besides the new password. With none, the password alone opens the vault.',
  },

  kit: {
    title: 'Recovery kit',
    lead: 'A recovery key opens the vault when the password is lost. Keep it on paper, away from this computer.',
    have: 'There is a recovery key. A new one replaces it.',
    none: 'There is none yet: without the password nobody could open this vault.',
    make: 'Make a recovery kit',
    once: 'This key is shown this once. Print it or save it as a PDF now.',
    key: 'Recovery key',
    vault: 'Vault file',
    made: 'Made',
    how: 'To use it: open Coffer, choose “Lost the password?” on the unlock screen, and type the key.',
    save: 'Save as PDF',
    saved: (path: string) => `Saved ${path}`,
    done: 'I have it',
    sheet: 'Coffer recovery kit',
  },

  keychain: {
    title: 'System keychain',
    lead: 'Opens the vault without the password for whoever is logged in to this computer. Convenient, and only as strong as that login.',
    on: (backend: string | null) => (backend === null ? 'Unlock with the system keychain' : `Unlock with ${backend}`),
    unlock: 'Use the system keychain',
  },

  drafts: { restored: 'What you typed last time is back. Undo throws it away.' },

  adopt: {
    link: 'Open a vault file',
    done: (path: string) => `Copied. Coffer works with the copy; ${path} stays as it is.`,
  },

  recover: {
    link: 'Lost the password?',
    title: 'Open with the recovery key',
    key: 'Recovery key',
    keyHelp: '28 letters and digits, from your recovery kit',
    action: 'Open and set the new password',
    back: 'Back',
  },

  backups: {
    title: 'Backups',
    lead: 'Made by itself after changes, at most one an hour, and checked by reading it back.',
    now: 'Back up now',
    made: (size: number) => `Backup made and checked (${formatSize(size)}).`,
    none: 'No backup yet.',
    automatic: 'automatic',
    byHand: 'by hand',
    saves: (count: number) => `after ${plural(count, 'save')}`,
    restoreHow: 'To restore one, lock the vault and choose “Restore a backup” on the unlock screen.',
    at: (at: number) => formatMoment(at),
  },

  restore: {
    link: 'Restore a backup',
    title: 'Restore a backup',
    choose: 'Choose a backup file',
    password: 'Password of that day',
    look: 'Look inside',
    action: 'Restore it',
    brings: (secrets: number, versions: number, at: number) =>
      `${plural(secrets, 'secret')} with ${plural(versions, 'version')}, from ${formatMoment(at)}.`,
    replaces: 'The vault that is here now stays beside it under another name.',
    fork: 'It becomes a vault of its own: the one it came from lives on or was seen newer.',
    behind: (saves: number) => `This computer saw the same vault ${plural(saves, 'save')} later.`,
    done: 'Restored. Unlock it with the password you just used.',
  },

  salvage: {
    action: 'Save what can be read',
    lead: 'Reads every row that still opens into a new vault. The damaged file stays beside it, untouched.',
    done: (lost: number) =>
      lost === 0 ? 'Everything was saved.' : `Saved, but ${plural(lost, 'thing')} could not be read.`,
  },

  programs: {
    title: 'Local Secrets Manager',
    lead: 'Programs that use an AWS SDK read this vault, offline, with keys of their own.',
    on: 'Listen on this computer',
    at: 'Address',
    none: 'No program has a key.',
    add: 'New key',
    program: 'Program',
    allow: 'Secrets it may read',
    allowHelp: 'Patterns, one a line; * stops at /, ** does not',
    write: 'May change them too',
    confirm: 'Ask me at the first use of each secret',
    make: 'Make key',
    once: 'Set these for the program. They are shown this once.',
    copy: 'Copy',
    copied: 'Copied. It holds a key: clear the clipboard when you have pasted it.',
    remove: (program: string) => `Remove the key of ${program}`,
    removed: (program: string) => `${program} has no key any more.`,
    reads: 'reads',
    writes: 'reads and changes',
  },

  terminal: {
    title: 'The coffer command',
    lead: 'Secrets for shells and scripts. It comes with Coffer; this line puts it where every terminal finds it.',
    checkout: 'Secrets for shells and scripts. This is a checkout, where it runs as:',
    copy: 'Copy the line',
    copied: 'Line copied. Run it in a terminal.',
    ask: 'Ask me the first time a program uses the vault',
    askHelp: 'While this window is open; scripts then wait for your answer. Unlocking in a terminal is a yes for it.',
    always: 'Never asked about',
    forget: (program: string) => `Ask about ${program} again`,
  },

  ssh: {
    title: 'SSH agent',
    lead: 'ssh, scp and git use the SSH keys of this vault. The keys never leave it.',
    on: 'Serve ssh on this computer',
    ask: 'Ask me before a key is used',
    variable: 'Copy for a shell',
    config: 'Copy for ~/.ssh/config',
    copied: 'Copied.',
    names: 'Keys to offer',
    namesHelp: 'Patterns, one a line; !pattern leaves out',
    none: 'The vault has no SSH key.',
    offered: 'Offered',
  },

  approval: {
    title: 'A program asks for a secret',
    asks: (program: string, write: boolean) => `${program} wants to ${write ? 'change' : 'read'}`,
    keyTitle: 'A program wants to use an SSH key',
    signs: (program: string) => `${program} wants to sign with`,
    terminalTitle: 'A program in a terminal wants to use this vault',
    uses: (program: string, parent: string) =>
      parent === '' ? `It is ${program || 'unknown to this system'}.` : `It is ${program}, started by ${parent}.`,
    thisTerminal: 'For this terminal',
    once: 'Allow once',
    hour: 'For an hour',
    session: 'Until I lock',
    always: 'Always',
    deny: 'Deny',
  },

  audit: {
    title: 'Audit log',
    secret: 'Filter by secret',
    verify: 'Verify chain',
    sound: (entries: number) => `${plural(entries, 'entry', 'entries')}, all in place.`,
    more: 'Show older',
    none: 'Nothing to show.',
    when: 'When',
    who: 'Who',
    what: 'What',
    anyone: 'Anyone',
    anything: 'Anything',
    times: { any: 'At any time', day: 'In the last day', week: 'In the last week', month: 'In the last 30 days' },
    export: 'Export…',
    exported: (path: string) => `Saved ${path}. It holds names of secrets.`,
    doors: {
      window: 'this window',
      socket: 'terminal',
      endpoint: 'program',
      'ssh-agent': 'SSH agent',
      core: 'Coffer',
    },
  },

  health: {
    title: 'Health',
    run: 'Check now',
    running: 'Checking everything',
    levels: { ok: 'Fine', warning: 'Look at this', error: 'Act now' },
  },

  banner: {
    readOnly: 'This vault is open for reading only: its file cannot be written here.',
    behind: (saves: number) =>
      `This vault file is ${plural(saves, 'save')} older than what this computer saw. It is open for reading only.`,
    accept: 'Go on with the older one',
    damaged: 'The check found damage, so nothing more is written. Back up what you can read, then restore a backup.',
  },
} as const
