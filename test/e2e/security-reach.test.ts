/** Tries to get out of the page, as one that has been taken over would: to the network, devices, the disk. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeForEachAccount } from '../support/accounts.ts'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { filesHolding } from '../support/file-scan.ts'
import { type Listener, startListener } from '../support/listener.ts'

describeForEachAccount('out of the page', (user) => {
  let app: RunningApp
  let listener: Listener
  beforeAll(async () => {
    listener = await startListener()
    app = await openApp({ user: user() })
    await app.page.getByRole('button', { name: 'Create vault' }).waitFor()
  })
  afterAll(async () => {
    await app.close()
    await listener.close()
    removeHomes()
  })

  /** The window and its page are as they were. */
  const expectUnmoved = async () => {
    expect(app.page.url()).toBe('app://bundle/')
    expect(app.electron.windows()).toHaveLength(1)
    expect(await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
  }

  test('reaches nobody on the network, by whatever road', async () => {
    await app.page.evaluate(async (port) => {
      const base = `http://127.0.0.1:${port}`
      const quietly = (work: () => unknown) => {
        try {
          Promise.resolve(work()).catch(() => {})
        } catch {
          // Refused at once.
        }
      }
      const rels = 'preconnect dns-prefetch prefetch preload stylesheet icon manifest modulepreload prerender'.split(
        ' ',
      )
      for (const rel of rels) {
        const link = Object.assign(document.createElement('link'), { rel, href: `${base}/${rel}`, as: 'script' })
        document.head.append(link)
      }
      for (const name of ['img', 'audio', 'video', 'embed', 'iframe', 'object', 'script', 'input']) {
        const element = document.createElement(name)
        quietly(() => element.setAttribute(name === 'object' ? 'data' : 'src', `${base}/${name}`))
        if (name === 'input') element.setAttribute('type', 'image')
        document.body.append(element)
      }
      const form = Object.assign(document.createElement('form'), { action: base, method: 'post' })
      document.body.append(form)
      const anchor = Object.assign(document.createElement('a'), { href: base, download: 'x', ping: base })
      document.body.append(anchor)
      document.body.style.backgroundImage = `url(${base}/css)`
      quietly(() => form.submit())
      quietly(() => anchor.click())
      quietly(() => fetch(base, { mode: 'no-cors', keepalive: true }))
      quietly(() => navigator.sendBeacon(base))
      quietly(() => new WebSocket(`ws://127.0.0.1:${port}`))
      quietly(() => new EventSource(base))
      quietly(() => new XMLHttpRequest().open('GET', base, false))
      quietly(() => Reflect.construct(Reflect.get(window, 'WebTransport'), [`https://127.0.0.1:${port}/`]).ready)
      quietly(() => new FontFace('x', `url(${base}/font)`).load())
      quietly(() => import(/* @vite-ignore */ `${base}/module.js`))
      const servers = [`stun:127.0.0.1:${port}`, `turn:127.0.0.1:${port}?transport=tcp`]
      const peer = new RTCPeerConnection({ iceServers: [{ urls: servers, username: 'a', credential: 'b' }] })
      peer.createDataChannel('x')
      await peer.setLocalDescription(await peer.createOffer())
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      peer.close()
    }, listener.port)
    expect(listener.connections()).toBe(0)
    await expectUnmoved()
    await app.page.reload()
    await app.page.getByRole('button', { name: 'Create vault' }).waitFor()
  })

  test('the listener of these tests would have noticed', async () => {
    await fetch(`http://127.0.0.1:${listener.port}`).catch(() => {})
    expect(listener.connections()).toBeGreaterThan(0)
  })

  test('is granted no permission', async () => {
    const states = await app.page.evaluate(async () => {
      const names =
        'accelerometer ambient-light-sensor background-fetch background-sync camera captured-surface-control ' +
        'clipboard-read clipboard-write display-capture fullscreen geolocation gyroscope idle-detection keyboard-lock ' +
        'local-fonts local-network-access magnetometer microphone midi nfc notifications payment-handler ' +
        'periodic-background-sync persistent-storage pointer-lock push screen-wake-lock speaker-selection ' +
        'storage-access system-wake-lock top-level-storage-access window-management web-app-installation'
      const query = (name: string) =>
        navigator.permissions.query({ name, userVisibleOnly: true, sysex: true } as never).then(
          ({ state }) => state,
          () => 'unknown',
        )
      return Promise.all(names.split(' ').map(async (name) => [name, await query(name)] as const))
    })
    expect(states.filter(([, state]) => state !== 'denied' && state !== 'unknown')).toEqual([])
    expect(states.filter(([, state]) => state === 'denied').length).toBeGreaterThan(15)
  })

  test('gets no device, file, screen or notification', async () => {
    const outcomes = await app.page.evaluate(async () => {
      const of = (path: string) =>
        path.split('.').reduce<unknown>((from, name) => Reflect.get(Object(from), name), window)
      const call = (path: string, ...args: unknown[]) => {
        const on = of(path.split('.').slice(0, -1).join('.') || 'window')
        return Reflect.apply(of(path) as () => unknown, on, args)
      }
      const tries: Record<string, () => unknown> = {
        clipboardRead: () => navigator.clipboard.readText(),
        clipboardWrite: () => navigator.clipboard.writeText('x'),
        microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
        camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
        screen: () => navigator.mediaDevices.getDisplayMedia(),
        place: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
        usb: () => call('navigator.usb.requestDevice', { filters: [] }),
        hid: () =>
          call('navigator.hid.requestDevice', { filters: [] }).then((found: unknown[]) => found[0] ?? Promise.reject()),
        serial: () => call('navigator.serial.requestPort'),
        midi: () => call('navigator.requestMIDIAccess'),
        wakeLock: () => navigator.wakeLock.request('screen'),
        file: () => call('showOpenFilePicker'),
        folder: () => call('showDirectoryPicker'),
        idle: () =>
          call('IdleDetector.requestPermission').then((state: string) => state === 'granted' || Promise.reject()),
        notification: () => Notification.requestPermission().then((state) => state === 'granted' || Promise.reject()),
        persist: () => navigator.storage.persist().then((granted) => granted || Promise.reject()),
        worker: () => navigator.serviceWorker.register('/x.js'),
        fullscreen: () => document.documentElement.requestFullscreen(),
        pointer: () => document.body.requestPointerLock(),
      }
      const silence = new Promise<string>((resolve) => setTimeout(resolve, 2_000, 'refused'))
      const outcome = (attempt: () => unknown) =>
        Promise.race([
          silence,
          Promise.resolve()
            .then(attempt)
            .then(
              () => 'granted',
              () => 'refused',
            ),
        ])
      return Promise.all(Object.entries(tries).map(async ([name, attempt]) => [name, await outcome(attempt)] as const))
    })
    expect(outcomes.filter(([, outcome]) => outcome !== 'refused')).toEqual([])
    expect(outcomes).toHaveLength(19)
    const isFullScreen = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.isFullScreen(),
    )
    expect(isFullScreen).toBe(false)
  })

  test('stores nothing on the disk', async () => {
    await app.page.evaluate(async () => {
      localStorage.setItem('marker', 'marker-in-storage-4711')
      await new Promise((resolve) => {
        const request = indexedDB.open('marker-in-storage-4711')
        request.onsuccess = resolve
        request.onerror = resolve
      })
    })
    await app.electron.evaluate(({ session }) => session.fromPartition('coffer').flushStorageData())
    await app.page.waitForTimeout(500)
    expect(existsSync(app.home)).toBe(true)
    expect(filesHolding(app.home, 'marker-in-storage-4711')).toEqual([])
  })
})
