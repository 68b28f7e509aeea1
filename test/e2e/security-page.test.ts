/** Tries, from inside the page, what a page that has been taken over would try. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../main/content-policy.ts'
import { callNames, eventNames } from '../../shared/contract.ts'
import { describeForEachAccount } from '../support/accounts.ts'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { processName, processTree } from '../support/memory-scan.ts'

describeForEachAccount('the page', (user) => {
  let app: RunningApp
  beforeAll(async () => {
    app = await openApp({ user: user() })
    await app.page.getByRole('button', { name: 'Create vault' }).waitFor()
  })
  afterAll(async () => {
    await app.close()
    removeHomes()
  })

  /** The window and its page are as they were. */
  const expectUnmoved = async () => {
    expect(app.page.url()).toBe('app://bundle/')
    expect(app.electron.windows()).toHaveLength(1)
    expect(await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
  }

  test('runs in a sandboxed, isolated renderer without Node', async () => {
    const preferences = await app.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((each) => Reflect.get(each, 'getLastWebPreferences').call(each)),
    )
    expect(preferences).toHaveLength(1)
    expect(preferences[0]).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      safeDialogs: true,
    })
    const globals = ['require', 'process', 'Buffer', 'module', 'global', 'electron', 'ipcRenderer']
    const types = await app.page.evaluate((names) => names.map((name) => typeof Reflect.get(window, name)), globals)
    expect(types).toEqual(globals.map(() => 'undefined'))
  })

  test('is held by the kernel when the sandbox is on', async () => {
    const renderer = processTree(app.pid).find((pid) => processName(pid) === 'renderer')
    expect(renderer).toBeDefined()
    const status = readFileSync(`/proc/${renderer}/status`, 'utf8')
    /** Seccomp 2 is a filter of system calls; root without a sandbox has none. */
    expect(/^Seccomp:\s*(\d)/m.exec(status)?.[1]).toBe(user() === undefined && process.getuid?.() === 0 ? '0' : '2')
  })

  test('sees one function a call and one subscription an event, frozen', async () => {
    const bridge = await app.page.evaluate(() => {
      const exposed = Reflect.get(window, 'bridge')
      const names = Object.keys(exposed)
      const before = exposed['app.status']
      try {
        exposed['app.status'] = () => 'mine'
        Reflect.set(window, 'bridge', {})
      } catch {
        // Frozen objects throw in strict code.
      }
      return {
        names,
        types: [...new Set(names.map((name) => typeof exposed[name]))],
        frozen: Object.isFrozen(exposed),
        same: Reflect.get(window, 'bridge') === exposed && exposed['app.status'] === before,
      }
    })
    expect(bridge.names.sort()).toEqual([...callNames, ...eventNames.map((name) => `on:${name}`)].sort())
    expect(bridge).toMatchObject({ types: ['function'], frozen: true, same: true })
  })

  test('has the policy of the checklist on its response', async () => {
    const headers = await app.electron.evaluate(async ({ session }) => {
      const response = await session.fromPartition('coffer').fetch('app://bundle/')
      return Object.fromEntries(response.headers)
    })
    expect(headers['content-security-policy']).toBe(contentSecurityPolicy)
  })

  test('cannot run made-up code or markup', async () => {
    const outcome = await app.page.evaluate(async () => {
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
      const attempt = (work: () => unknown) => {
        try {
          work()
          return 'ran'
        } catch (error) {
          return (error as Error).name
        }
      }
      const tried: string[] = []
      /** In a timer, because what a debugger evaluates is exempt. */
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          const element = document.createElement('div')
          tried.push(
            attempt(() => Reflect.construct(Reflect.get(window, 'Function'), ['return 1'])),
            attempt(() => Reflect.apply(Reflect.get(window, 'eval'), null, ['1'])),
            attempt(() => Reflect.apply(setTimeout, null, ['1', 0])),
            attempt(() => Reflect.set(element, 'innerHTML', '<b>x</b>')),
            attempt(() => Reflect.set(element, 'outerHTML', '<b>x</b>')),
            attempt(() => element.insertAdjacentHTML('beforeend', '<b>x</b>')),
            attempt(() => document.write('<b>x</b>')),
            attempt(() => new DOMParser().parseFromString('<b>x</b>', 'text/html')),
            attempt(() => new Worker('data:text/javascript,1')),
          )
          resolve()
        })
      })
      const script = document.createElement('script')
      const inline = attempt(() => {
        script.textContent = 'window.ran = true'
      })
      const attribute = attempt(() => script.setAttribute('src', 'data:text/javascript,window.ran = true'))
      document.head.append(script)
      const image = document.createElement('img')
      image.setAttribute('src', 'x')
      const handler = attempt(() => image.setAttribute('onerror', 'window.ran = true'))
      document.body.append(image)
      new Image().src = 'https://example.com/x.png'
      image.setAttribute('style', 'color: red')
      const told = ['require-trusted-types-for', 'img-src', 'style-src-attr']
      const isTold = () => told.every((directive) => violations.includes(directive))
      for (let waits = 0; waits < 2 || (waits < 300 && !isTold()); waits++)
        await new Promise((resolve) => setTimeout(resolve, 100))
      image.remove()
      script.remove()
      return { tried, inline, attribute, handler, violations, ran: Reflect.get(window, 'ran') ?? null }
    })
    expect(outcome.tried).not.toContain('ran')
    expect(outcome.tried).toHaveLength(9)
    expect([outcome.inline, outcome.attribute, outcome.handler]).toEqual(['TypeError', 'TypeError', 'TypeError'])
    expect(outcome.ran).toBeNull()
    expect(outcome.violations).toContain('require-trusted-types-for')
    expect(outcome.violations).toContain('img-src')
    expect(outcome.violations).toContain('style-src-attr')
  })

  test('may make one Trusted Types policy, named coffer, and no other', async () => {
    const made = await app.page.evaluate(() => {
      const factory = Reflect.get(window, 'trustedTypes')
      const make = (name: string) => {
        try {
          factory.createPolicy(name, {})
          return 'made'
        } catch (error) {
          return (error as Error).name
        }
      }
      return [make('other'), make('default')]
    })
    expect(made).toEqual(['TypeError', 'TypeError'])
  })

  test('cannot read files or other origins', async () => {
    const urls = ['file:///etc/passwd', 'app://empty/', 'http://127.0.0.1/', 'chrome://version/', 'data:text/plain,x']
    const results = await app.page.evaluate(
      (list) =>
        Promise.all(
          list.map((url) =>
            fetch(url).then(
              () => 'read',
              () => 'refused',
            ),
          ),
        ),
      urls,
    )
    expect(results).toEqual(urls.map(() => 'refused'))
  })

  test('cannot leave, open windows, or show frames and web views', async () => {
    await app.page.evaluate(async () => {
      const pause = () => new Promise((resolve) => setTimeout(resolve, 150))
      const targets = ['https://example.com/', 'app://empty/', 'file:///etc/passwd', 'data:text/html,x', 'blob:x']
      for (const url of targets) {
        window.open(url)
        window.open(url, '_self')
        location.href = url
        await pause()
        location.replace(url)
        await pause()
        for (const target of ['_blank', '_self', '_top']) {
          const anchor = Object.assign(document.createElement('a'), { href: url, target, textContent: 'x' })
          document.body.append(anchor)
          for (const button of [0, 1]) anchor.dispatchEvent(new MouseEvent('click', { button, ctrlKey: button === 1 }))
          anchor.click()
          anchor.remove()
          await pause()
        }
      }
      const refresh = Object.assign(document.createElement('meta'), {
        httpEquiv: 'refresh',
        content: '0;url=app://empty/',
      })
      document.head.append(refresh)
      document.body.append(document.createElement('webview'))
      const frame = Object.assign(document.createElement('iframe'), { src: 'app://bundle/' })
      document.body.append(frame)
      await pause()
      frame.remove()
      refresh.remove()
    })
    await expectUnmoved()
  })

  test('is back at once when it goes to a blank page, the one place nobody can keep it from', async () => {
    await app.page.evaluate(() => {
      location.href = 'about:blank'
    })
    await app.page.waitForURL('app://bundle/?notice=page-ended')
    await app.page.getByRole('button', { name: 'Create vault' }).waitFor()
    await app.page.evaluate(() => history.replaceState(null, '', '/'))
    await expectUnmoved()
  })

  test('a link, a file or a page dropped on the window goes nowhere', async () => {
    await app.page.evaluate(() => {
      for (const [type, data] of [
        ['text/uri-list', 'https://example.com/'],
        ['text/html', '<img src=x onerror=alert(1)>'],
      ] as const) {
        const dataTransfer = new DataTransfer()
        dataTransfer.setData(type, data)
        dataTransfer.items.add(new File(['<h1>x</h1>'], 'x.html', { type: 'text/html' }))
        for (const name of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }))
        }
      }
    })
    await app.page.waitForTimeout(300)
    await expectUnmoved()
  })

  test('keeps its title, whatever it calls itself', async () => {
    const title = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
    await app.page.evaluate(() => {
      document.title = 'prod/billing/db'
    })
    await app.page.waitForTimeout(200)
    expect(await title()).toBe('Coffer')
  })

  test('what it sends on its port is checked, and garbage changes nothing', async () => {
    const answers = await app.page.evaluate(async () => {
      const bridge = Reflect.get(window, 'bridge')
      const inputs = [
        undefined,
        null,
        7,
        'x',
        [],
        { extra: 1 },
        { name: 1 },
        { name: '' },
        { name: 'x'.repeat(10_000) },
        JSON.parse('{"__proto__":{"name":"x"}}'),
        { name: 'x', constructor: 'x' },
        { password: 'text' },
        { password: new Uint8Array(100_000) },
      ]
      const results: string[] = []
      for (const call of ['secrets.describe', 'secrets.reveal', 'vault.unlock', 'vault.create', 'settings.set']) {
        for (const input of inputs)
          results.push((await bridge[call](input)).ok === false ? 'refused' : `${call} took it`)
      }
      return results
    })
    expect([...new Set(answers)]).toEqual(['refused'])
    const status = await app.page.evaluate(() => Reflect.get(window, 'bridge')['app.status']({}))
    expect(status).toMatchObject({ ok: true, value: { vault: { state: 'none' } } })
  })
})
