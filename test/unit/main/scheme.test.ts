import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../../main/content-policy.ts'
import { createSchemeHandler, listBundle, schemePrivileges } from '../../../main/scheme.ts'

let folder: string
let handle: ReturnType<typeof createSchemeHandler>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-scheme-'))
  const bundle = join(folder, 'bundle')
  mkdirSync(join(bundle, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.html'), 'SECRET')
  writeFileSync(join(bundle, 'index.html'), '<!doctype html>')
  writeFileSync(join(bundle, 'assets', 'main-1a2b.js'), 'export {}')
  writeFileSync(join(bundle, 'assets', 'main-1a2b.js.map'), '{}')
  writeFileSync(join(bundle, 'assets', 'inter.woff2'), 'font')
  symlinkSync(join(folder, 'secret.html'), join(bundle, 'link.html'))
  writeFileSync(join(bundle, 'unlock.html'), '<i title="%VAULT_PATH%">%VAULT_PATH%</i>')
  handle = createSchemeHandler(listBundle(bundle), '/home/o\'neil/<b>&"$&/vault.db')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const get = (url: string, method = 'GET') => handle({ method, url })

describe('app://bundle/', () => {
  test('answers with the built files and their types', async () => {
    expect(await get('app://bundle/').text()).toBe('<!doctype html>')
    expect(await get('app://bundle/?notice=idle').text()).toBe('<!doctype html>')
    const script = get('app://bundle/assets/main-1a2b.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await script.text()).toBe('export {}')
    expect(get('app://bundle/assets/inter.woff2').headers.get('content-type')).toBe('font/woff2')
  })

  test('writes the path of the vault into the page that has the unlock screen, as text', async () => {
    const path = '/home/o&#39;neil/&#60;b&#62;&#38;&#34;$&#38;/vault.db'
    expect(await get('app://bundle/unlock.html').text()).toBe(`<i title="${path}">${path}</i>`)
  })

  const outside = [
    'app://bundle/../secret.html',
    'app://bundle/assets/../../secret.html',
    'app://bundle/%2e%2e/secret.html',
    'app://bundle/..%2fsecret.html',
    'app://bundle/..%5csecret.html',
    'app://bundle/..\\secret.html',
    'app://bundle//etc/passwd',
    'app://bundle///etc/passwd',
    'app://bundle/C:/Windows/win.ini',
    'app://bundle/\\\\host\\share\\x.html',
    'app://bundle//host/share/x.html',
    'app://bundle/index.html%00.js',
    'app://bundle/index.html\0.js',
    'app://bundle/assets',
    'app://bundle/assets/',
    'app://bundle/assets/main-1a2b.js.map',
    'app://bundle/link.html',
    'app://bundle/INDEX.HTML',
    'app://bundle/unknown.js',
    'app://bundle:80/',
    'app://user@bundle/',
    'app://user:password@bundle/',
    'app://other/index.html',
    'app://empty/index.html',
    'app:index.html',
    'file:///etc/passwd',
    'https://bundle/',
    'not a url',
    '',
  ]
  for (const url of outside) {
    test(`has nothing at ${JSON.stringify(url)}`, async () => {
      const response = get(url)
      expect(response.status).toBe(404)
      expect(await response.text()).toBe('')
    })
  }

  test('never answers a made-up path with a file of the disk', async () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', 'secret.html', 'etc', 'passwd', 'assets', '%00', '\\'),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const response = get(`app://bundle/${parts.join('/')}`)
        if (response.status === 200) expect(['<!doctype html>', 'export {}', 'font']).toContain(await response.text())
        else expect(response.status).toBe(404)
      }),
    )
  })

  test('only lets itself be read', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])
      expect(get('app://bundle/', method).status).toBe(405)
  })

  test('sends the policy with everything, refusals included', () => {
    for (const url of ['app://bundle/', 'app://bundle/assets/main-1a2b.js', 'app://bundle/nothing', 'app://empty/']) {
      const { headers } = get(url)
      expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  test('is told to Chromium as a standard, secure scheme without any exemption', () => {
    expect(schemePrivileges).toEqual({ scheme: 'app', privileges: { standard: true, secure: true } })
  })
})

test('the policy is the one of the security checklist', () => {
  expect(contentSecurityPolicy).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'; object-src 'none'; " +
      "require-trusted-types-for 'script'; trusted-types coffer",
  )
})
