import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, describe as plainDescribe, test, vi } from 'vitest'
import { socketOf } from '../../../main/dbus-signals.ts'
import { busesOf, isScreenLock, watchScreenLock } from '../../../main/screen-lock.ts'
import { requires } from '../../support/provisions.ts'

const nowhere = 'unix:path=/nonexistent/bus'
const uid = process.getuid?.() ?? 0

plainDescribe('a signal', () => {
  const saver = (flag: boolean | null, member = 'ActiveChanged', name = 'org.gnome.ScreenSaver') => ({
    interface: name,
    member,
    flag,
  })
  test('means a locked screen when a screen saver begins or logind asks', () => {
    expect(isScreenLock(saver(true))).toBe(true)
    expect(isScreenLock(saver(true, 'ActiveChanged', 'org.freedesktop.ScreenSaver'))).toBe(true)
    expect(isScreenLock(saver(null, 'Lock', 'org.freedesktop.login1.Session'))).toBe(true)
  })
  test('means nothing else', () => {
    expect(isScreenLock(saver(false))).toBe(false)
    expect(isScreenLock(saver(null))).toBe(false)
    expect(isScreenLock(saver(true, 'WakeUpScreen'))).toBe(false)
    expect(isScreenLock(saver(true, 'ActiveChanged', 'org.example.ScreenSaver'))).toBe(false)
    expect(isScreenLock(saver(null, 'Unlock', 'org.freedesktop.login1.Session'))).toBe(false)
  })
})

plainDescribe('the address of a bus', () => {
  test('is the first unix socket in it', () => {
    expect(socketOf('unix:path=/run/user/1000/bus')).toBe('/run/user/1000/bus')
    expect(socketOf('unix:path=/tmp/dbus%20x,guid=abc')).toBe('/tmp/dbus x')
    expect(socketOf('unix:guid=abc,path=/tmp/x')).toBe('/tmp/x')
    expect(socketOf('tcp:host=localhost;unix:abstract=/tmp/dbus-1')).toBe('\0/tmp/dbus-1')
    for (const address of ['', 'tcp:host=localhost,port=1', 'unix:', 'autolaunch:', 'unix:path=']) {
      expect(socketOf(address)).toBeNull()
    }
  })
  test('is the usual one where the environment says nothing', () => {
    expect(busesOf({}, 1_000).session).toBe('unix:path=/run/user/1000/bus')
    expect(busesOf({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }, 1_000).session).toBe('unix:path=/x')
  })
})

requires('session-bus').describe('on a real bus', () => {
  let daemon: ChildProcess
  let address: string
  beforeAll(async () => {
    daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = daemon.stdout === null ? [''] : await once(daemon.stdout, 'data')
    address = String(line).trim()
  })
  afterAll(() => daemon.kill())

  const emit = (name: string, member: string, ...args: readonly string[]) =>
    execFileSync(
      'dbus-send',
      ['--session', '--type=signal', '/org/freedesktop/ScreenSaver', `${name}.${member}`, ...args],
      {
        env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: address },
      },
    )

  test('a screen saver that begins is heard, one that ends is not', async () => {
    const locked = vi.fn()
    const stop = watchScreenLock({ session: address, system: nowhere }, uid, locked)
    await vi.waitFor(
      () => {
        emit('org.freedesktop.ScreenSaver', 'ActiveChanged', 'boolean:true')
        expect(locked).toHaveBeenCalled()
      },
      { timeout: 60_000, interval: 200 },
    )
    /** The one heard may have been sent twice. */
    await new Promise((resolve) => setTimeout(resolve, 500))
    locked.mockClear()
    emit('org.freedesktop.ScreenSaver', 'ActiveChanged', 'boolean:false')
    emit('org.example.Other', 'ActiveChanged', 'boolean:true')
    emit('org.gnome.ScreenSaver', 'ActiveChanged', 'boolean:true')
    await vi.waitFor(() => expect(locked).toHaveBeenCalledTimes(1), 60_000)
    stop()
    emit('org.gnome.ScreenSaver', 'ActiveChanged', 'boolean:true')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(locked).toHaveBeenCalledTimes(1)
  })

  test('a bus that ends takes nothing with it', async () => {
    const own = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = own.stdout === null ? [''] : await once(own.stdout, 'data')
    const stop = watchScreenLock({ session: String(line).trim(), system: nowhere }, uid, () => expect.unreachable())
    await new Promise((resolve) => setTimeout(resolve, 200))
    own.kill('SIGKILL')
    await once(own, 'exit')
    await new Promise((resolve) => setTimeout(resolve, 200))
    stop()
  })
})

test('a desktop without buses is listened to in silence', async () => {
  const stop = watchScreenLock({ session: nowhere, system: '' }, uid, () => expect.unreachable())
  await new Promise((resolve) => setTimeout(resolve, 100))
  stop()
})
