import { ChevronLeft, Copy, Download, Ellipsis, Pencil, SquareTerminal, Star, Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { kindTitles } from '../../../shared/limits.ts'
import type { SecretDetail } from '../../../shared/model.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { kindIcons } from '../../components/kind-icon.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { Breakable } from '../../components/secret-name.tsx'
import { formatAgo } from '../../lib/format.ts'
import { splitName } from '../../lib/names.ts'
import { copyPlain, saveValue, setFavourite } from '../../store/actions.ts'
import { focusHeading, headingId } from '../../store/detail.ts'
import { closeSecret, openDialog, openEditor } from '../../store/panes.ts'
import { text } from '../../text.ts'
import { useCompact } from '../../use-compact.ts'
import { useNow } from '../../use-now.ts'

/** What this is, and what can be done with it as a whole. */
export function DetailHeader({ secret }: { secret: SecretDetail }) {
  const { path, base } = splitName(secret.name)
  const Icon = kindIcons[secret.kind]
  const now = useNow()
  const isCompact = useCompact()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => focusHeading(heading.current, secret.name), [secret.name])
  return (
    <header className="flex flex-wrap items-start gap-x-3 gap-y-2">
      {isCompact && <IconButton icon={ChevronLeft} label={text.detail.back} onClick={closeSecret} />}
      <span className="grid size-9 shrink-0 place-items-center rounded-lg border border-line bg-raised text-accent-ink shadow-raised">
        <Icon aria-hidden="true" className="size-[18px]" strokeWidth={1.75} />
      </span>
      <div className="min-w-36 grow basis-0">
        <h1
          ref={heading}
          id={headingId}
          tabIndex={-1}
          className="rounded-sm font-mono text-lg leading-6 font-semibold break-words selectable focus-visible:outline-offset-4"
        >
          <span className="font-normal text-muted">
            <Breakable text={path} />
          </span>
          <Breakable text={base} />
        </h1>
        <p className="text-sm text-faint">
          {kindTitles[secret.kind]} ·{' '}
          <span className="inline-block">{text.detail.changed(formatAgo(secret.changedAt, now))}</span>
        </p>
      </div>
      {secret.deletionAt === null && <HeaderActions secret={secret} />}
    </header>
  )
}

function HeaderActions({ secret }: { secret: SecretDetail }) {
  const { name, favourite } = secret
  const copyCommand = () => copyPlain(`coffer get ${name}`, text.detail.commandCopied)
  return (
    <div className="flex items-center gap-1">
      <IconButton
        icon={Star}
        label={favourite ? text.detail.unfavourite : text.detail.favourite}
        aria-pressed={favourite}
        shortcut="mod+D"
        className={favourite ? '[&_svg]:fill-current' : ''}
        onClick={() => void setFavourite(name, !favourite)}
      />
      <Menu trigger={<IconButton icon={Ellipsis} label={text.detail.more} hint={false} />}>
        <MenuItem icon={Copy} onSelect={() => copyPlain(name, text.detail.nameCopied)}>
          {text.detail.copyName}
        </MenuItem>
        <MenuItem icon={SquareTerminal} onSelect={copyCommand}>
          {text.detail.copyCommand}
        </MenuItem>
        {secret.form !== null && (
          <MenuItem icon={Download} onSelect={() => void saveValue(name)}>
            {text.value.saveValueAs}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={() => openDialog({ type: 'remove', name })}>
          {text.detail.schedule}
        </MenuItem>
      </Menu>
      <Button
        icon={Pencil}
        shortcut="mod+E"
        className="ml-1 [&_[data-keys]]:hidden @lg:[&_[data-keys]]:inline"
        onClick={openEditor}
      >
        {text.detail.edit}
      </Button>
    </div>
  )
}
