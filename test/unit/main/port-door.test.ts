import { describe, expect, test } from 'vitest'
import { type KnownWindow, type PortRequest, refusePortRequest, type SenderFrame } from '../../../main/port-door.ts'

const window: KnownWindow = { webContentsId: 1, mainFrameId: 7, origin: 'app://bundle' }
const ours: SenderFrame = { url: 'app://bundle/', origin: 'app://bundle', parent: null, frameTreeNodeId: 7 }
const request = (frame: Partial<SenderFrame> | null, id = 1): PortRequest => ({
  senderFrame: frame === null ? null : { ...ours, ...frame },
  sender: { id },
})

describe('a request for a port', () => {
  test('is granted to the main frame of our window on our page', () => {
    expect(refusePortRequest(request({}), window)).toBeNull()
    expect(refusePortRequest(request({ url: 'app://bundle/?notice=idle' }), window)).toBeNull()
  })

  const table: readonly (readonly [sentence: string, request: PortRequest, reason: string])[] = [
    ['no frame', request(null), 'no-frame'],
    ['another window', request({}, 2), 'unknown-window'],
    ['a frame in our page', request({ parent: {} }), 'not-main-frame'],
    ['another frame without a parent', request({ frameTreeNodeId: 8 }), 'not-main-frame'],
    ['an opaque origin', request({ origin: 'null' }), 'foreign-origin'],
    ['another origin', request({ origin: 'app://empty' }), 'foreign-origin'],
    ['another host', request({ url: 'app://empty/' }), 'foreign-origin'],
    ['another scheme', request({ url: 'https://bundle/', origin: 'https://bundle' }), 'foreign-origin'],
    ['a host that begins like ours', request({ url: 'app://bundle.evil/' }), 'foreign-origin'],
    ['a user in the address', request({ url: 'app://x@bundle/' }), 'foreign-origin'],
    ['a port in the address', request({ url: 'app://bundle:1/' }), 'foreign-origin'],
    ['a blank page', request({ url: 'about:blank', origin: 'app://bundle' }), 'foreign-origin'],
    ['no address', request({ url: '' }), 'foreign-origin'],
  ]
  for (const [sentence, from, reason] of table) {
    test(`is refused to ${sentence}`, () => expect(refusePortRequest(from, window)).toBe(reason))
  }

  test('is refused when there is no window', () => expect(refusePortRequest(request({}), null)).toBe('unknown-window'))
  test('is refused to a frame that is gone', () => {
    const gone = {
      get parent(): unknown {
        throw new Error('Render frame was disposed')
      },
    }
    const senderFrame = Object.defineProperties({ ...ours }, Object.getOwnPropertyDescriptors(gone))
    expect(refusePortRequest({ senderFrame, sender: { id: 1 } }, window)).toBe('frame-gone')
  })
})
