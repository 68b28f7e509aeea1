/**
 * `app://bundle/`: the built page and nothing else. The files are listed once at start; a request is answered only if
 * its path is on that list, so no path of a request ever reaches the file system.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { CustomScheme } from 'electron'
import { vaultPathMark } from '../shared/first-page.ts'
import { responseHeaders } from './content-policy.ts'

export const appScheme = 'app'
export const pageUrl = 'app://bundle/'
/** The same page with the unlock screen in it from the start. */
const unlockPagePath = '/unlock.html'
export const unlockPageUrl = `app://bundle${unlockPagePath}`
/**
 * An empty page of another site. Passing through it is how a window gets a fresh renderer: Chromium never keeps two
 * sites in one process, so the old page's process, and all it held, can be killed.
 */
export const emptyUrl = 'app://empty/'

/** Like URL.origin, which is "null" for schemes that Node does not know. An address with a user in it has none. */
export function originOf(text: string): string {
  const url = URL.parse(text)
  return url === null || url.username !== '' || url.password !== '' ? 'null' : `${url.protocol}//${url.host}`
}

/** To be registered before `ready`. Without `bypassCSP`, `supportFetchAPI`, service workers or a code cache. */
export const schemePrivileges: CustomScheme = { scheme: appScheme, privileges: { standard: true, secure: true } }

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
}

export interface BundleFile {
  readonly file: string
  readonly contentType: string
}

/** URL path → file, for every regular file of a known type below `folder`; links and source maps are left out. */
export function listBundle(folder: string): ReadonlyMap<string, BundleFile> {
  const files = new Map<string, BundleFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const contentType = contentTypes[extname(entry.name)]
    if (!entry.isFile() || contentType === undefined) continue
    const file = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, file).split(sep).join('/')}`, { file, contentType })
  }
  const index = files.get('/index.html')
  if (index !== undefined) files.set('/', index)
  return files
}

/** Dark and light follow the system in the moment between two pages as well. */
const emptyPage = '<!doctype html><meta name="color-scheme" content="light dark"><title>Coffer</title>'

/**
 * Answers 404 to whatever is not on the list, an unparsable URL included, and 405 to anything but GET. `vaultPath` is
 * written into the page that has the unlock screen.
 */
export function createSchemeHandler(files: ReadonlyMap<string, BundleFile>, vaultPath: string) {
  return (request: { readonly method: string; readonly url: string }): Response => {
    if (request.method !== 'GET') return respond(405, 'text/plain', null)
    const url = parse(request.url)
    if (url?.host === 'empty' && url.pathname === '/') return respond(200, 'text/html; charset=utf-8', emptyPage)
    const found = url?.host === 'bundle' ? files.get(url.pathname) : undefined
    if (found === undefined) return respond(404, 'text/plain', null)
    const body = readFileSync(found.file)
    if (url?.pathname !== unlockPagePath) return respond(200, found.contentType, new Uint8Array(body))
    return respond(
      200,
      found.contentType,
      body.toString().replaceAll(vaultPathMark, () => escapeHtml(vaultPath)),
    )
  }
}

function parse(text: string): URL | null {
  try {
    const url = new URL(text)
    const plain = url.protocol === `${appScheme}:` && url.username === '' && url.password === '' && url.port === ''
    return plain ? url : null
  } catch {
    return null
  }
}

/** As text and as an attribute's value. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const respond = (status: number, contentType: string, body: string | Uint8Array<ArrayBuffer> | null) =>
  new Response(body, { status, headers: { ...responseHeaders, 'content-type': contentType } })
