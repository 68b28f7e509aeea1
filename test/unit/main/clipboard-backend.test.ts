import { describe, expect, test } from 'vitest'
import {
  type ClassicClipboard,
  type ClipboardItemLike,
  type ClipboardModule,
  concealedFormats,
  createClipboardBackend,
} from '../../../main/clipboard-backend.ts'

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** Electron up to 43 on Linux: synchronous, every write replaces all there is and fills the selection as well. */
function classicModule() {
  const texts = { clipboard: '', selection: '' }
  const clipboard: ClassicClipboard = {
    write: ({ text }) => {
      texts.clipboard = text
      texts.selection = text
    },
    readText: (type = 'clipboard') => texts[type],
    clear: (type = 'clipboard') => {
      texts[type] = ''
    },
  }
  const module: ClipboardModule = { clipboard }
  return { module, texts }
}

/** Electron 44 on, as its types describe it: items of formats, written together, read as Blobs. */
function rebuiltModule({ refuseFormats = false, withSelection = false } = {}) {
  const writes: Record<string, string | Blob>[] = []
  let current: readonly ClipboardItemLike[] = []
  let selected: readonly ClipboardItemLike[] = []
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
        selected = items
      },
      read: async () => current,
      clear: () => {
        current = []
      },
      selection: withSelection
        ? {
            read: async () => selected,
            clear: () => {
              selected = []
            },
          }
        : undefined,
    },
  }
  return { module, writes }
}

describe('the clipboard of Electron up to 43', () => {
  test('writes, reads and clears text', async () => {
    const { module, texts } = classicModule()
    const backend = createClipboardBackend(module, 'darwin')
    await backend.write('žluťoučký 🐎')
    expect(texts.clipboard).toBe('žluťoučký 🐎')
    expect(backend.boards).toHaveLength(1)
    const [board] = backend.boards
    expect(textOf((await board?.read()) ?? new Uint8Array())).toBe('žluťoučký 🐎')
    await board?.clear()
    expect(await board?.read()).toHaveLength(0)
  })
  test('knows the selection of X11 as a second board', async () => {
    const { module, texts } = classicModule()
    const backend = createClipboardBackend(module, 'linux')
    await backend.write('hunter2')
    const [, selection] = backend.boards
    expect(textOf((await selection?.read()) ?? new Uint8Array())).toBe('hunter2')
    await selection?.clear()
    expect(texts).toEqual({ clipboard: 'hunter2', selection: '' })
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
  test('reads bytes back and clears, on the clipboard and on the selection where there is one', async () => {
    for (const withSelection of [false, true]) {
      const { module } = rebuiltModule({ withSelection })
      const backend = createClipboardBackend(module, 'linux')
      expect(backend.boards).toHaveLength(withSelection ? 2 : 1)
      for (const board of backend.boards) {
        await backend.write('hunter2')
        expect(textOf(await board.read())).toBe('hunter2')
        await board.clear()
        expect(await board.read()).toHaveLength(0)
      }
    }
  })
  test('writes the text alone where the system does not take the hint', async () => {
    const { module, writes } = rebuiltModule({ refuseFormats: true })
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
