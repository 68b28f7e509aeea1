import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
import { Spinner } from './spinner.tsx'
import { Hint } from './tooltip.tsx'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'bg-raised text-ink border border-line-strong/70 shadow-raised hover:bg-sunken',
  ghost: 'text-ink hover:bg-hover active:bg-press',
  danger: 'bg-danger text-on-accent hover:brightness-95',
} as const

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof looks
  readonly icon?: LucideIcon
  readonly shortcut?: string
  /** Shows a spinner and refuses presses; it keeps the focus, which a disabled button would lose. */
  readonly busy?: boolean
  readonly size?: 'md' | 'lg'
  readonly children: ReactNode
}

export function Button(props: ButtonProps) {
  const { look = 'plain', icon: Icon, shortcut, busy = false, size = 'md', children, className = '', ...rest } = props
  const height = size === 'lg' ? 'h-9 px-4' : 'h-7 px-2.5'
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? refuse : rest.onClick}
      className={`inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50 ${height} ${looks[look]} ${className}`}
    >
      {busy ? <Spinner /> : Icon && <Icon aria-hidden="true" strokeWidth={1.75} className="size-4 shrink-0" />}
      {children}
      {shortcut && <Kbd keys={shortcut} tone={look === 'primary' ? 'on-accent' : 'plain'} />}
    </button>
  )
}

/** Keeps a form from being sent twice, too. */
const refuse = (event: MouseEvent): void => event.preventDefault()

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon
  /** The accessible name, shown as a tooltip too. */
  readonly label: string
  readonly shortcut?: string
  readonly small?: boolean
  /** Off where a portal would lie under a modal dialog. */
  readonly hint?: boolean
}

export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, shortcut, small = false, hint = true, className = '', ...rest } = props
  const button = (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={`inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-100 hover:bg-hover hover:text-ink active:bg-press disabled:opacity-50 aria-pressed:text-accent-ink ${small ? 'size-6' : 'size-7'} ${className}`}
    >
      <Icon aria-hidden="true" strokeWidth={1.75} className={small ? 'size-3.5' : 'size-4'} />
    </button>
  )
  return hint ? (
    <Hint label={label} {...(shortcut ? { shortcut } : {})}>
      {button}
    </Hint>
  ) : (
    button
  )
}
