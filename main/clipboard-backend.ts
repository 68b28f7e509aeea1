/**
 * The system clipboard behind one small shape, over both of Electron's clipboard modules: the classic one (up to 43,
 * synchronous) and the rebuilt one (44 on, ClipboardItem). Bytes read back are the caller's to wipe.
 */

export interface ClipboardBackend {
  /** Puts `text` there, marked for clipboard managers as something not to keep, as far as this module can. */
  readonly write: (text: string) => Promise<void>
  /** Every place where that text is then: on X11 Chromium fills the primary selection as well. */
  readonly boards: readonly ClipboardBoard[]
}

export interface ClipboardBoard {
  /** The board's text as UTF-8; empty when it holds none. */
  readonly read: () => Promise<Uint8Array>
  readonly clear: () => Promise<void>
}

/** What we use of the classic module. `selection` is X11's. */
export interface ClassicClipboard {
  readonly write: (data: { readonly text: string }) => void
  readonly readText: (type?: 'clipboard' | 'selection') => string
  readonly clear: (type?: 'clipboard' | 'selection') => void
}

export interface RebuiltBoard {
  readonly read: () => Promise<readonly ClipboardItemLike[]>
  readonly clear: () => unknown
}

/** What we use of the rebuilt module. */
export interface RebuiltClipboard extends RebuiltBoard {
  readonly write: (items: readonly ClipboardItemLike[]) => Promise<void>
  /** Only where the OS has one: Linux. */
  readonly selection?: RebuiltBoard | undefined
}

export interface ClipboardItemLike {
  readonly types: readonly string[]
  readonly getType: (type: string) => Promise<Blob | object>
}
export type ClipboardItemConstructor = new (items: Record<string, string | Blob>) => ClipboardItemLike

const plainText = 'text/plain'
const native = (format: string) => `electron application/osclipboard;format="${format}"`

/** A DWORD 0, as Windows reads the two "can it be …" formats. */
const no = () => new Blob([new Uint8Array(4)])
const present = () => new Blob([new Uint8Array([1])])

/**
 * What tells clipboard managers to neither keep nor sync the text, by OS. The names are those that KeePassXC and
 * Bitwarden write: KDE's password hint, nspasteboard.org, and Windows' cloud clipboard formats.
 */
export function concealedFormats(platform: string): Readonly<Record<string, string | Blob>> {
  if (platform === 'darwin') {
    return { [native('org.nspasteboard.ConcealedType')]: '', [native('org.nspasteboard.TransientType')]: '' }
  }
  if (platform === 'win32') {
    return {
      [native('ExcludeClipboardContentFromMonitorProcessing')]: present(),
      [native('CanIncludeInClipboardHistory')]: no(),
      [native('CanUploadToCloudClipboard')]: no(),
    }
  }
  return { [native('x-kde-passwordManagerHint')]: 'secret' }
}

/** What we use of the electron module: only 44 and later have `ClipboardItem`. */
export interface ClipboardModule {
  readonly clipboard: ClassicClipboard | RebuiltClipboard
  readonly ClipboardItem?: ClipboardItemConstructor
}

/** Chooses by what the module can do, not by version. */
export function createClipboardBackend(module: ClipboardModule, platform: string): ClipboardBackend {
  const { clipboard, ClipboardItem } = module
  return ClipboardItem === undefined
    ? classicBackend(clipboard as ClassicClipboard, platform)
    : rebuiltBackend(clipboard as RebuiltClipboard, ClipboardItem, platform)
}

/** The classic module replaces the whole content with every write, so text and a hint cannot stand side by side. */
function classicBackend(clipboard: ClassicClipboard, platform: string): ClipboardBackend {
  const board = (type: 'clipboard' | 'selection'): ClipboardBoard => ({
    read: async () => new TextEncoder().encode(clipboard.readText(type)),
    clear: async () => clipboard.clear(type),
  })
  return {
    write: async (text) => clipboard.write({ text }),
    boards: platform === 'linux' ? [board('clipboard'), board('selection')] : [board('clipboard')],
  }
}

function rebuiltBackend(
  clipboard: RebuiltClipboard,
  Item: ClipboardItemConstructor,
  platform: string,
): ClipboardBackend {
  return {
    /** One write with all formats, so that no manager sees the text without its hint; text alone if hints fail. */
    write: async (text) => {
      try {
        await clipboard.write([new Item({ [plainText]: text, ...concealedFormats(platform) })])
      } catch {
        await clipboard.write([new Item({ [plainText]: text })])
      }
    },
    boards: [clipboard, clipboard.selection].filter((board) => board !== undefined).map(rebuiltBoard),
  }
}

const rebuiltBoard = (board: RebuiltBoard): ClipboardBoard => ({
  read: async () => {
    const item = (await board.read()).find((each) => each.types.includes(plainText))
    const content = await item?.getType(plainText)
    return content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : new Uint8Array()
  },
  clear: async () => {
    await board.clear()
  },
})
