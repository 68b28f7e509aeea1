/**
 * The locked screen on Linux, which Electron does not tell: the screen savers of the desktops say so on the session
 * bus, and logind asks every session to lock on the system bus. Anybody who can send such a signal can lock the vault,
 * which does no harm.
 */
import type { DbusSignal } from './dbus-message.ts'
import { listenForSignals } from './dbus-signals.ts'

/** Desktops that follow freedesktop.org (KDE, Xfce, LXQt), and those with a name of their own. */
const screenSavers = [
  'org.freedesktop.ScreenSaver',
  'org.gnome.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.mate.ScreenSaver',
  'org.xfce.ScreenSaver',
] as const
const logind = 'org.freedesktop.login1.Session'

export function isScreenLock({ interface: name, member, flag }: DbusSignal): boolean {
  if (name === logind) return member === 'Lock'
  return member === 'ActiveChanged' && flag === true && (screenSavers as readonly string[]).includes(name)
}

export interface Buses {
  readonly session: string
  readonly system: string
}

/** Where the buses are by default, unless the environment says otherwise. */
export const busesOf = (env: Readonly<Record<string, string | undefined>>, uid: number): Buses => ({
  session: env.DBUS_SESSION_BUS_ADDRESS || `unix:path=${env.XDG_RUNTIME_DIR || `/run/user/${uid}`}/bus`,
  system: env.DBUS_SYSTEM_BUS_ADDRESS || 'unix:path=/run/dbus/system_bus_socket',
})

/** Answers a function that stops listening. */
export function watchScreenLock(buses: Buses, uid: number, onLock: () => void): () => void {
  const onSignal = (signal: DbusSignal) => {
    if (isScreenLock(signal)) onLock()
  }
  const ofSavers = screenSavers.map((name) => `type='signal',interface='${name}',member='ActiveChanged'`)
  const session = listenForSignals({ address: buses.session, rules: ofSavers, onSignal, uid })
  const ofLogind = [`type='signal',sender='org.freedesktop.login1',interface='${logind}',member='Lock'`]
  const system = listenForSignals({ address: buses.system, rules: ofLogind, onSignal, uid })
  return () => {
    session.close()
    system.close()
  }
}
