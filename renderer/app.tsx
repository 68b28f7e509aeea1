import type { ReactNode } from 'react'
import { FailureAlert } from './components/failure-alert.tsx'
import { Spinner } from './components/spinner.tsx'
import { Toasts } from './components/toasts.tsx'
import { HintProvider } from './components/tooltip.tsx'
import { ApprovalDialog } from './screens/life/approval-dialog.tsx'
import { MainScreen } from './screens/main.tsx'
import { Dialogs } from './screens/overlays/dialogs.tsx'
import { UnlockScreen } from './screens/unlock.tsx'
import { UnusableScreen } from './screens/unusable.tsx'
import { WelcomeScreen } from './screens/welcome.tsx'
import { readStatus } from './store/session.ts'
import { useStore } from './store/store.ts'
import { text } from './text.ts'
import { useFocusKept } from './use-focus-kept.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { useTheme } from './use-theme.ts'

/** The whole window: the screen that the vault's state calls for, and what lies over it. */
export function App() {
  useTheme()
  useShortcuts()
  useFocusKept()
  return (
    <HintProvider>
      <Screen />
      <Dialogs />
      <ApprovalDialog />
      <Toasts />
    </HintProvider>
  )
}

function Screen() {
  const status = useStore((state) => state.status)
  const failure = useStore((state) => state.failure)
  const isReady = useStore((state) => state.settings !== null)
  if (failure) {
    return (
      <Middle>
        <FailureAlert failure={failure} onRetry={() => void readStatus()} />
      </Middle>
    )
  }
  if (status === null) return <Opening />
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
