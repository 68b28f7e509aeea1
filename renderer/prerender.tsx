/** Run by the build alone (electron.vite.config.ts): the unlock screen as HTML, as `main.tsx` takes it over. */
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { App } from './app.tsx'

/** The field has the focus from the start, where it later gets it by a script. */
export function firstScreen(): string {
  const html = renderToString(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  const [before, after, ...more] = html.split(' type="password"')
  if (after === undefined || more.length > 0) throw new Error('the unlock screen has one password field')
  return `${before} type="password" autofocus${after}`
}
