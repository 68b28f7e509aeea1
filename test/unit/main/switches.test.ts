import { describe, expect, test } from 'vitest'
import { refusedSwitch, type StartedWith } from '../../../main/switches.ts'

const started = (argv: readonly string[], env: Record<string, string> = {}): StartedWith => ({
  commandLine: {
    hasSwitch: (name) => argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)),
    getSwitchValue: (name) => argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
  },
  argv,
  env,
})
/** Chromium saw nothing: only our own reading of argv is left. */
const unseen = (argv: readonly string[]): StartedWith => ({
  commandLine: { hasSwitch: () => false, getSwitchValue: () => '' },
  argv,
  env: {},
})

/** Security checklist item 14. */
const listed = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'no-sandbox',
  'disable-web-security',
  'load-extension',
  'js-flags',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'host-rules',
  'host-resolver-rules',
  'ignore-certificate-errors',
  'enable-logging',
  'log-net-log',
  'user-data-dir',
] as const

describe('switches a released app refuses', () => {
  for (const name of listed) {
    test(`--${name} is refused, with and without a value, however it is written`, () => {
      expect(refusedSwitch(started([`--${name}`]))).toBe(name)
      expect(refusedSwitch(started([`--${name}=9222`]))).toBe(name)
      for (const word of [`-${name}`, `/${name}=1`, `--${name.toUpperCase()}=1`]) {
        expect(refusedSwitch(unseen(['coffer', '--', word]))).toBe(name)
      }
    })
  }

  test('what Electron sets by itself is refused only when it was asked for', () => {
    const name = 'allow-file-access-from-files'
    const asElectronStarts = { commandLine: { hasSwitch: (asked: string) => asked === name, getSwitchValue: () => '' } }
    expect(refusedSwitch({ ...asElectronStarts, argv: ['coffer'], env: {} })).toBeNull()
    expect(refusedSwitch({ ...asElectronStarts, argv: ['coffer', `--${name}`], env: {} })).toBe(name)
  })

  test('a password store without encryption is refused, a real one is not', () => {
    expect(refusedSwitch(started(['--password-store=basic']))).toBe('password-store=basic')
    expect(refusedSwitch(unseen(['--password-store=BASIC']))).toBe('password-store=basic')
    expect(refusedSwitch(started(['--password-store=gnome-libsecret']))).toBeNull()
  })

  test('Electron’s logging variables count as the switch they stand for', () => {
    expect(refusedSwitch(started([], { ELECTRON_ENABLE_LOGGING: '1' }))).toBe('ELECTRON_ENABLE_LOGGING')
    expect(refusedSwitch(started([], { ELECTRON_ENABLE_LOGGING: '' }))).toBeNull()
  })

  test('what the terminal starts the background process with is let through', () => {
    const words = [
      '/opt/Coffer/coffer',
      '--ozone-platform=headless',
      '--disable-gpu',
      '--background',
      '--home=/no-sandbox',
    ]
    expect(refusedSwitch(started(words))).toBeNull()
  })
})
