/** Variables that the core, the AWS SDK and SQLite read. Everything else, such as a shell's secrets, stays out. */
const passed = [
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'PATH',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
] as const

/** The little of our environment that the core gets; `AWS_*` is the SDK's own configuration. */
export function coreEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const wanted = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && ((passed as readonly string[]).includes(entry[0]) || entry[0].startsWith('AWS_')),
  )
  return Object.fromEntries(wanted)
}
