import { type CSSProperties, lazy, type ReactNode, Suspense, useState } from 'react'
import { Splitter } from '../components/splitter.tsx'
import type { Page } from '../store/state.ts'
import { useStore } from '../store/store.ts'
import { text } from '../text.ts'
import { useCompact } from '../use-compact.ts'
import { useFileDrop } from '../use-file-drop.ts'
import { usePaneWidth } from '../use-pane-width.ts'
import { AttentionScreen } from './attention/attention-screen.tsx'
import { DetailPane } from './detail/detail-pane.tsx'
import { EditorPane } from './editor/editor-pane.tsx'
import { KitOffer } from './life/kit-offer.tsx'
import { VaultBanner } from './life/vault-banner.tsx'
import { ListPane } from './list/list-pane.tsx'
import { RotationScreen } from './rotation/rotation-screen.tsx'
import { Sidebar } from './sidebar/sidebar.tsx'
import { SyncScreen } from './sync/sync-screen.tsx'

/** Comes when somebody imports. */
const ImportScreen = lazy(async () => {
  const { ImportScreen: screen } = await import('./import/import-screen.tsx')
  return { default: screen }
})

const sidebarLimits = { min: 168, max: 340 }
const listLimits = { min: 260, max: 640 }

/** Sidebar, list and detail side by side; in a narrow window one at a time. */
export function MainScreen() {
  const isCompact = useCompact()
  const isFileOver = useFileDrop()
  return (
    <div className="flex h-full flex-col">
      {isFileOver && <DropHint />}
      <VaultBanner />
      <KitOffer />
      <div className="min-h-0 grow">{isCompact ? <OnePane /> : <ThreePanes />}</div>
    </div>
  )
}

/** Over everything while a file is held over the window. */
const DropHint = () => (
  <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center border-4 border-dashed border-accent bg-page/90 text-lg font-semibold">
    {text.pages.dropHint}
  </div>
)

function ThreePanes() {
  const page = useStore((state) => state.page)
  const sidebar = usePaneWidth('sidebarWidth', { share: 0.247, most: 240 })
  const list = usePaneWidth('listWidth', { share: 0.31, most: 376 })
  return (
    <div className="flex h-full">
      <Column width={sidebar.width} share="25vw">
        <Sidebar />
      </Column>
      <Splitter label={text.list.resizeSidebar} {...sidebarLimits} {...sidebar} />
      {page.type === 'secrets' ? (
        <>
          <Column width={list.width} share="46vw">
            <ListPane />
          </Column>
          <Splitter label={text.list.resize} {...listLimits} {...list} />
          <div className="min-w-0 grow">
            <RightPane />
          </div>
        </>
      ) : (
        <div className="min-w-0 grow">
          <PagePane page={page} />
        </div>
      )}
    </div>
  )
}

/** A pane as wide as the user made it, but never more than its share of a window made smaller since. */
function Column({ width, share, children }: { width: number; share: string; children: ReactNode }) {
  const style: CSSProperties = { width, maxWidth: share }
  return (
    <div className="min-w-0 shrink-0" style={style}>
      {children}
    </div>
  )
}

function OnePane() {
  const [navigating, setNavigating] = useState(false)
  const showsRight = useStore((state) => state.editor !== null || state.selected !== null)
  const page = useStore((state) => state.page)
  const navigate = () => setNavigating(true)
  if (navigating) return <Sidebar onDone={() => setNavigating(false)} />
  if (page.type !== 'secrets') return <PagePane page={page} onNavigate={navigate} />
  return showsRight ? <RightPane /> : <ListPane onNavigate={navigate} />
}

/** A screen in the place of list and detail. */
function PagePane({ page, onNavigate }: { page: Exclude<Page, { type: 'secrets' }>; onNavigate?: () => void }) {
  switch (page.type) {
    case 'sync':
      return <SyncScreen tab={page.tab} onNavigate={onNavigate} />
    case 'rotation':
      return <RotationScreen onNavigate={onNavigate} />
    case 'attention':
      return <AttentionScreen onNavigate={onNavigate} />
    case 'import':
      return (
        <Suspense>
          <ImportScreen onNavigate={onNavigate} />
        </Suspense>
      )
  }
}

function RightPane() {
  const editor = useStore((state) => state.editor)
  return editor ? <EditorPane key={editor.mode === 'edit' ? editor.secret.name : ''} editor={editor} /> : <DetailPane />
}
