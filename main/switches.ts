/**
 * Chromium and Electron switches that would open a released app to others of the same user: a debugging port, a
 * missing sandbox, foreign code in a child process, logs of what pages say. No fuse covers them, so the app ends.
 */

/** sysexits EX_CONFIG: what the app exits with when a switch is refused. */
export const refusedExitCode = 78

/** Electron sets this one itself before any code of ours runs, so only our own reading of argv counts. */
const ownSwitch = 'allow-file-access-from-files'

const refusedNames = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'inspect-wait',
  'inspect-publish-uid',
  'no-sandbox',
  'disable-sandbox',
  'disable-setuid-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-namespace-sandbox',
  'disable-gpu-sandbox',
  'no-zygote',
  'no-zygote-sandbox',
  'single-process',
  'in-process-gpu',
  'disable-web-security',
  'disable-site-isolation-trials',
  ownSwitch,
  'allow-running-insecure-content',
  'load-extension',
  'js-flags',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'renderer-process-limit',
  'ppapi-plugin-launcher',
  'host-rules',
  'host-resolver-rules',
  'proxy-server',
  'proxy-pac-url',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'enable-logging',
  'log-file',
  'log-net-log',
  'net-log-capture-mode',
  'vmodule',
  'trace-startup',
  'enable-crash-reporter',
  'user-data-dir',
  'crash-dumps-dir',
] as const

/** Refused only with this value. */
const refusedValues: Readonly<Record<string, string>> = { 'password-store': 'basic' }

/** Environment variables with the effect of a refused switch. */
const refusedVariables = ['ELECTRON_ENABLE_LOGGING', 'ELECTRON_LOG_FILE', 'ELECTRON_ENABLE_STACK_DUMPING'] as const

export interface StartedWith {
  /** Chromium's own view of its command line: app.commandLine. */
  readonly commandLine: {
    readonly hasSwitch: (name: string) => boolean
    readonly getSwitchValue: (name: string) => string
  }
  /** process.argv: also holds what Chromium does not read as a switch, such as words after `--`. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The first switch (or variable) a released app must not run with; null when there is none. */
export function refusedSwitch({ commandLine, argv, env }: StartedWith): string | null {
  const words = argv.map(readSwitch)
  for (const name of refusedNames) {
    const seen = name !== ownSwitch && commandLine.hasSwitch(name)
    if (seen || words.some((word) => word?.name === name)) return name
  }
  for (const [name, value] of Object.entries(refusedValues)) {
    const given = [commandLine.getSwitchValue(name), ...words.map((word) => (word?.name === name ? word.value : ''))]
    if (given.some((each) => each.toLowerCase() === value)) return `${name}=${value}`
  }
  return refusedVariables.find((name) => env[name] !== undefined && env[name] !== '') ?? null
}

/** `--Name=value`, `-name`, `/name` (Windows) → name in small letters and value; null for any other word. */
function readSwitch(word: string): { readonly name: string; readonly value: string } | null {
  const match = /^(?:--?|\/)([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word)
  return match === null ? null : { name: match[1]?.toLowerCase() ?? '', value: match[2] ?? '' }
}
