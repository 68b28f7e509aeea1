import { describe, expect, test } from 'vitest'
import {
  type ClipboardItemLike,
  type ClipboardModule,
  concealedFormats,
  createClipboardBackend,
} from '../../../main/clipboard-backend.ts'

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** Electron up to 43: synchronous, and every write replaces all there is. */
function classicModule() {
  let text = ''
  const module: ClipboardModule = {
    clipboard: {
      write: (data: { readonly text: string }) => {
        text = data.text
      },
      readText: () => text,
      clear: () => {
        text = ''
      },
    },
  }
  return { module, text: () => text }
}

/** Electron 44 on, as its types describe it: items of formats, written together, read as Blobs. */
function rebuiltModule(refuseFormats = false) {
  const writes: Record<string, string | Blob>[] = []
  let current: readonly ClipboardItemLike[] = []
  class Item implements ClipboardItemLike {
    readonly types: readonly string[]
    readonly formats: Record<string, string | Blob>
    constructor(formats: Record<string, string | Blob>) {
      this.types = Object.keys(formats)
      this.formats = formats
    }
    async getType(type: string): Promise<Blob> {
      const content = this.formats[type]
      if (content === undefined) throw new Error('no such type')
      return content instanceof Blob ? content : new Blob([content])
    }
  }
  const module: ClipboardModule = {
    ClipboardItem: Item,
    clipboard: {
      write: async (items: readonly ClipboardItemLike[]) => {
        const formats = (items[0] as Item).formats
        if (refuseFormats && Object.keys(formats).length > 1) throw new Error('unsupported format')
        writes.push(formats)
        current = items
      },
      read: async () => current,
      clear: () => {
        current = []
      },
    },
  }
  return { module, writes }
}

describe('the clipboard of Electron up to 43', () => {
  test('writes, reads and clears text', async () => {
    const { module, text } = classicModule()
    const backend = createClipboardBackend(module, 'linux')
    await backend.write('žluťoučký 🐎')
    expect(text()).toBe('žluťoučký 🐎')
    expect(textOf(await backend.read())).toBe('žluťoučký 🐎')
    await backend.clear()
    expect((await backend.read()).length).toBe(0)
  })
})

describe('the clipboard of Electron 44 and later', () => {
  test('writes text and the hint of each OS in one go', async () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      const { module, writes } = rebuiltModule()
      await createClipboardBackend(module, platform).write('hunter2')
      expect(writes).toHaveLength(1)
      expect(writes[0]?.['text/plain']).toBe('hunter2')
      expect(Object.keys(writes[0] ?? {}).sort()).toEqual(
        ['text/plain', ...Object.keys(concealedFormats(platform))].sort(),
      )
    }
  })
  test('reads bytes back and clears', async () => {
    const backend = createClipboardBackend(rebuiltModule().module, 'linux')
    expect((await backend.read()).length).toBe(0)
    await backend.write('hunter2')
    expect(textOf(await backend.read())).toBe('hunter2')
    await backend.clear()
    expect((await backend.read()).length).toBe(0)
  })
  test('writes the text alone where the system does not take the hint', async () => {
    const { module, writes } = rebuiltModule(true)
    await createClipboardBackend(module, 'linux').write('hunter2')
    expect(writes).toEqual([{ 'text/plain': 'hunter2' }])
  })
})

describe('the hints for clipboard managers', () => {
  test('are the names other password managers write', async () => {
    const native = (name: string) => `electron application/osclipboard;format="${name}"`
    expect(concealedFormats('linux')).toEqual({ [native('x-kde-passwordManagerHint')]: 'secret' })
    expect(Object.keys(concealedFormats('darwin'))).toContain(native('org.nspasteboard.ConcealedType'))
    const windows = concealedFormats('win32')
    for (const name of ['CanIncludeInClipboardHistory', 'CanUploadToCloudClipboard']) {
      const zero = windows[native(name)]
      expect(zero instanceof Blob && [...new Uint8Array(await zero.arrayBuffer())]).toEqual([0, 0, 0, 0])
    }
    expect(Object.keys(windows)).toContain(native('ExcludeClipboardContentFromMonitorProcessing'))
  })
})
