import type { LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

/** A menu under a button. Not modal: a modal one injects a style element, which the page's policy refuses. */
export const Menu = ({ trigger, children }: { trigger: ReactNode; children: ReactNode }) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-30 min-w-44 animate-appear rounded-lg bg-raised p-1 text-base text-ink shadow-float"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)

const itemLook =
  'flex h-7 items-center gap-2 rounded-md px-2 outline-none data-highlighted:bg-hover data-disabled:opacity-50'

interface MenuItemProps {
  readonly icon?: LucideIcon
  readonly shortcut?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly onSelect: () => void
  readonly children: ReactNode
}

export const MenuItem = ({ icon: Icon, shortcut, danger, disabled = false, onSelect, children }: MenuItemProps) => (
  <DropdownMenu.Item
    disabled={disabled}
    onSelect={onSelect}
    className={`${itemLook} ${danger ? 'text-danger-ink' : ''}`}
  >
    {Icon && <Icon aria-hidden="true" className="size-3.5 shrink-0 opacity-80" />}
    <span className="grow">{children}</span>
    {shortcut && <Kbd keys={shortcut} />}
  </DropdownMenu.Item>
)

export const MenuSeparator = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />

interface MenuChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  readonly onChange: (value: T) => void
}

/** One of several, as radio items. */
export const MenuChoice = <T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) => (
  <DropdownMenu.RadioGroup
    value={value}
    onValueChange={(chosen) => {
      const option = options.find(([each]) => each === chosen)
      if (option) onChange(option[0])
    }}
  >
    <DropdownMenu.Label className="px-2 py-1 text-sm text-faint">{label}</DropdownMenu.Label>
    {options.map(([each, title]) => (
      <DropdownMenu.RadioItem key={each} value={each} className={`${itemLook} pl-6`}>
        <DropdownMenu.ItemIndicator className="absolute left-3 text-accent-ink">•</DropdownMenu.ItemIndicator>
        {title}
      </DropdownMenu.RadioItem>
    ))}
  </DropdownMenu.RadioGroup>
)
