import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { FailureAlert } from './components/failure-alert.tsx'
import { Spinner } from './components/spinner.tsx'
import { Toasts } from './components/toasts.tsx'
import { HintProvider } from './components/tooltip.tsx'
import { UnlockScreen } from './screens/unlock.tsx'
import { UnusableScreen } from './screens/unusable.tsx'
import { WelcomeScreen } from './screens/welcome.tsx'
import { readStatus } from './store/session.ts'
import { isUnlocked, useStore } from './store/store.ts'
import { text } from './text.ts'
import { useFocusKept } from './use-focus-kept.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { useTheme } from './use-theme.ts'

const loadInside = async () => (await import('./screens/inside.tsx')).inside
const MainScreen = lazy(async () => ({ default: (await loadInside()).MainScreen }))
const Overlays = lazy(async () => ({ default: (await loadInside()).Overlays }))

/** The whole window: the screen that the vault's state calls for, and what lies over it. */
export function App() {
  useTheme()
  useShortcuts()
  useFocusKept()
  useInsideReady()
  const isOpen = useStore(isUnlocked)
  return (
    <HintProvider>
      <Suspense fallback={<Opening />}>
        <Screen />
      </Suspense>
      <Suspense>{isOpen && <Overlays />}</Suspense>
      <Toasts />
    </HintProvider>
  )
}

/** Loads what an open vault needs once the first screen is there, while the user types the password. */
function useInsideReady(): void {
  const isThere = useStore((state) => state.status !== null)
  useEffect(() => {
    if (!isThere) return
    const waiting = requestIdleCallback(() => void loadInside(), { timeout: 1_000 })
    return () => cancelIdleCallback(waiting)
  }, [isThere])
}

function Screen() {
  const status = useStore((state) => state.status)
  const failure = useStore((state) => state.failure)
  const isReady = useStore((state) => state.settings !== null)
  const isAwaited = useStore((state) => state.awaitedVault !== null)
  if (failure) {
    return (
      <Middle>
        <FailureAlert failure={failure} onRetry={() => void readStatus()} />
      </Middle>
    )
  }
  if (status === null) return isAwaited ? <UnlockScreen /> : <Opening />
  switch (status.vault.state) {
    case 'none':
      return <WelcomeScreen />
    case 'locked':
      return <UnlockScreen />
    case 'unusable':
      return <UnusableScreen status={status} failure={status.vault.failure} reason={status.vault.reason} />
    case 'unlocked':
      return isReady ? <MainScreen /> : <Opening />
  }
}

const Middle = ({ children }: { children: ReactNode }) => (
  <main className="grid h-full place-items-center bg-canvas p-6">{children}</main>
)

const Opening = () => (
  <Middle>
    <p role="status" className="flex animate-late items-center gap-2 text-muted">
      <Spinner />
      {text.app.loading}
    </p>
  </Middle>
)
