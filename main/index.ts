/** The entry of the shell, and the only file that does something by being loaded. The order of the steps matters. */
import { lstatSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { app, shell as desktop, protocol } from 'electron'
import { defaultHome, homePaths } from '../shared/home.ts'
import { type Shell, startShell } from './app.ts'
import { createLog } from './core/log.ts'
import { crashExitCode, installCrashRules } from './crash-rules.ts'
import { linkedName, linkScheme } from './deep-link.ts'
import { announcedMode, announceMode, takeLock } from './first-instance.ts'
import { type Launch, parseLaunch, secondStartEffect } from './launch.ts'
import { makeProfileFolder } from './profile-folder.ts'
import { refuseInAllPages } from './refusals.ts'
import { schemePrivileges } from './scheme.ts'
import { refusedExitCode, refusedSwitch } from './switches.ts'

/** sysexits EX_USAGE. */
const usageExitCode = 64

/** Every file we make from here on is its user's alone. */
process.umask(0o077)

const refused = app.isPackaged
  ? refusedSwitch({ commandLine: app.commandLine, argv: process.argv, env: process.env })
  : null
const launch = parseLaunch(process.argv.slice(1))

if (refused !== null) leave(refusedExitCode, `Coffer does not run with ${refused}.`)
else if (!launch.ok) leave(usageExitCode, launch.failure)
else begin(launch.value)

function leave(code: number, sentence: string): void {
  process.stderr.write(`coffer: ${sentence}\n`)
  app.exit(code)
}

function begin({ mode, home, link }: Launch): void {
  const { platform, env } = process
  const wanted = homePaths(resolve(home ?? defaultHome({ platform, env, userHome: homedir() })))
  const log = createLog({ file: `${wanted.logs}/shell.log` })
  let shell: Shell | null = null
  let waitingLink = link
  const profile = makeProfileFolder(wanted)
  if (!profile.ok) {
    leave(1, profile.failure)
    return
  }
  const paths = { ...wanted, profile: profile.value }

  installCrashRules(log, () => {
    shell?.abandon()
    app.exit(crashExitCode)
  })
  harden()
  const openLink = (name: string | null) => {
    if (name === null) return
    if (shell === null) waitingLink = name
    else shell.openLink(name)
  }
  /** macOS tells a link this way, also before the app is ready. */
  app.on('open-url', (event, url) => {
    event.preventDefault()
    openLink(linkedName(url))
  })
  app.on('second-instance', (_event, argv) => {
    const second = parseLaunch(argv.slice(1))
    const effect = secondStartEffect(mode, second.ok ? second.value : null)
    log.info('second-start', { mode, kind: effect })
    shell?.secondStart(effect)
    if (second.ok) openLink(second.value.link)
  })
  /** The lock belongs to the profile, which must be known before both the lock and `ready`. */
  app.setPath('userData', paths.profile)
  const firstMode = () => announcedMode(paths.profile)
  void takeLock({ request: () => app.requestSingleInstanceLock(), firstMode, mode, wait }).then(async (first) => {
    if (!first && !isLocked(paths.profile)) return leave(1, `The profile cannot be locked: ${paths.profile}`)
    if (!first) return app.exit(0)
    announceMode(paths.profile, mode)
    await app.whenReady()
    shell = startShell({ paths, mode, devUrl: developerUrl(), log })
    openLink(waitingLink)
    /** Elsewhere the package itself says so: the .desktop file, the Info.plist. */
    if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient(linkScheme)
  })
}

/** Chromium says the same for a lock that somebody holds and for one that could not be made, as on a full disk. */
const isLocked = (profile: string): boolean =>
  process.platform === 'win32' || lstatSync(`${profile}/SingletonLock`, { throwIfNoEntry: false }) !== undefined

/** Everything that must be said before `ready`. */
function harden(): void {
  /** A developer's root account has to go without it, and asking for both leaves no process at all. */
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  protocol.registerSchemesAsPrivileged([schemePrivileges])
  /** Chromium's network stack resolves nothing, so not even a preconnect or a WebRTC candidate leaves. */
  if (developerUrl() === null) app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  refuseInAllPages(app, app.isPackaged, (url) => void desktop.openExternal(url))
}

/** Set by `npm run dev`, and never believed by a released app. */
function developerUrl(): string | null {
  const url = process.env.ELECTRON_RENDERER_URL
  const usable = url !== undefined && /^http:\/\/(localhost|127\.0\.0\.1):\d+\/?$/.test(url)
  return !app.isPackaged && usable ? new URL(url).href : null
}
