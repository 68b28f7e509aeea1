/**
 * What a start of the app asks for, read from its arguments. Arguments of a second start arrive from a process we
 * know nothing about, so the same strict reading serves both: what is not exactly ours asks for nothing.
 */
import { fail, type Result, succeed } from '../shared/failure.ts'
import { isLink, linkedName } from './deep-link.ts'

/** `background` serves the terminal without a window or a display. */
export type Mode = 'window' | 'background'

export interface Launch {
  readonly mode: Mode
  /** The folder named by `--home=`, as given; null when the environment or the default decides. */
  readonly home: string | null
  /** The secret that a `coffer://NAME` link among the words is about. */
  readonly link: string | null
}

const most = { arguments: 256, length: 8_192, home: 4_096 } as const

/**
 * Reads `--background`, `--home=FOLDER` and one `coffer://NAME`, and passes over every other word, because Chromium adds and reorders
 * words of its own. A malformed form of ours is a failure with a sentence, never a guess.
 */
export function parseLaunch(args: readonly string[]): Result<Launch, string> {
  if (args.length > most.arguments || args.some((word) => word.length > most.length)) {
    return fail('Too many or too long arguments.')
  }
  const background = args.filter((word) => word === '--background' || word.startsWith('--background='))
  const homes = args.filter((word) => word === '--home' || word.startsWith('--home='))
  if (background.length > 1 || background.some((word) => word !== '--background')) {
    return fail('Give --background once and without a value.')
  }
  if (homes.length > 1) return fail('Give --home=FOLDER once.')
  const home = homes[0]?.slice('--home='.length) ?? null
  if (home !== null && !isFolderText(home)) return fail('Give --home=FOLDER the path of a folder.')
  const links = args.filter(isLink)
  const link = linkedName(links[0] ?? '')
  if (links.length > 1 || (links.length === 1 && link === null)) return fail('Give one link, as coffer://NAME.')
  return succeed({ mode: background.length === 1 ? 'background' : 'window', home, link })
}

const isFolderText = (text: string) => text !== '' && text.length <= most.home && !text.includes('\0')

/** What the running app does when it learns of another start on the same home. */
export type SecondStartEffect = 'show-window' | 'hand-over' | 'nothing'

/** `second` is null when its arguments could not be read. A headless process cannot open a window: it hands over. */
export function secondStartEffect(first: Mode, second: Launch | null): SecondStartEffect {
  if (second === null || second.mode === 'background') return 'nothing'
  return first === 'window' ? 'show-window' : 'hand-over'
}
