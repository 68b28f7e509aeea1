import { useStore } from '../store/store.ts'

const named: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  enter: 'Enter',
  esc: 'Esc',
  home: 'Home',
  end: 'End',
}

/** How a shortcut such as "mod+shift+C" is written on this computer: "⇧⌘C" or "Ctrl Shift C". */
export function shortcutText(shortcut: string, isMac: boolean): string {
  const parts = shortcut.split('+').map((part) => {
    if (part === 'mod') return isMac ? '⌘' : 'Ctrl'
    if (part === 'shift') return isMac ? '⇧' : 'Shift'
    return named[part] ?? part
  })
  return parts.join(isMac ? '' : ' ')
}

export const useIsMac = (): boolean => useStore((state) => state.status?.platform === 'darwin')

/** A shortcut beside the action it stands for. Hidden from screen readers, which get `aria-keyshortcuts`. */
export function Kbd({ keys, tone = 'plain' }: { keys: string; tone?: 'plain' | 'on-accent' }) {
  const isMac = useIsMac()
  const look = tone === 'plain' ? 'text-faint' : 'text-on-accent opacity-80'
  return (
    <span aria-hidden="true" data-keys="" className={`shrink-0 font-sans text-xs whitespace-nowrap ${look}`}>
      {shortcutText(keys, isMac)}
    </span>
  )
}
