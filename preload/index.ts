/** Puts `window.bridge` into the page: one function a call, one subscription an event, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import { callNames, eventNames } from '../shared/contract.ts'
import { portChannel } from '../shared/port-channel.ts'
import { createClient, type PortLike } from './client.ts'
import { withPath } from './dropped-file.ts'

/** Listening to messages through `onmessage` also starts the port. */
function portLike(port: MessagePort): PortLike {
  return {
    onMessage: (listener) => {
      port.onmessage = ({ data }) => listener(data)
    },
    onClose: (listener) => port.addEventListener('close', listener),
    postMessage: (message) => port.postMessage(message),
  }
}

function exposeBridge(): void {
  const client = createClient()
  ipcRenderer.once(portChannel, ({ ports: [port] }) => {
    if (port !== undefined) client.attach(portLike(port))
  })
  ipcRenderer.send(portChannel)
  const calls = callNames.map((name) => [
    name,
    (input: unknown) => client.call(name, name === 'import.drop' ? withPath(input) : input),
  ])
  const events = eventNames.map((name) => [
    `on:${name}`,
    (listener: (payload: unknown) => void) => client.subscribe(name, listener),
  ])
  contextBridge.exposeInMainWorld('bridge', Object.freeze(Object.fromEntries([...calls, ...events])))
}

/** The empty pages a window passes through have nobody to call. */
if (location.protocol !== 'about:' && location.host !== 'empty') exposeBridge()
