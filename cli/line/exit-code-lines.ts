/** The published table of exit codes in words, for the manual page and docs/cli.md. */
export const exitCodeLines: readonly (readonly [code: number, about: string])[] = [
  [0, 'It worked.'],
  [1, 'Something unexpected: Coffer could not be started, a file could not be written, a bug.'],
  [2, 'The command line or an input is wrong; nothing was done.'],
  [3, 'The vault is locked, or the password is wrong.'],
  [4, 'No such vault, secret, version, label or key; also a secret scheduled for deletion.'],
  [5, 'It exists already, or somebody else changed it meanwhile.'],
  [6, 'Refused: by a rule of Secrets Manager, a grant, a vetting or a guard.'],
  [7, 'A conflict to resolve, or something that waits for you.'],
  [8, 'AWS or the network.'],
  [9, 'The vault is damaged or cannot be read.'],
  [130, 'Interrupted.'],
]
