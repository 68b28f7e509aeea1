/** The one session of our windows: in memory, answering `app:` from the built files, refusing the rest. */
import { type Session, session } from 'electron'
import { type RefusalOptions, refuseInSession } from './refusals.ts'
import { appScheme, createSchemeHandler, listBundle } from './scheme.ts'

/** No `persist:` prefix, so cookies, storage and caches live in memory and end with the app. */
export const partition = 'coffer'

export function preparePageSession(bundleFolder: string, vaultPath: string, refusals: RefusalOptions): Session {
  const pages = session.fromPartition(partition, { cache: false })
  refuseInSession(pages, refusals)
  pages.protocol.handle(appScheme, createSchemeHandler(listBundle(bundleFolder), vaultPath))
  return pages
}
