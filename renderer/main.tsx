import { StrictMode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { awaitedVault } from './first-document.ts'
import { startSession } from './store/session.ts'
import './theme.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const page = (
  <StrictMode>
    <App />
  </StrictMode>
)

/** A screen that is in the document is painted before React takes the time to take it over. A hidden window has no frames. */
const frameLimitMs = 300
const firstFrame = () =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, frameLimitMs)
    requestAnimationFrame(() => setTimeout(resolve))
  })

startSession()
if (awaitedVault === null) createRoot(root).render(page)
else void firstFrame().then(() => hydrateRoot(root, page))
