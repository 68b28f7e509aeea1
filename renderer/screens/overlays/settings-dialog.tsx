import { Tabs } from 'radix-ui'
import { type ReactNode, useId, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Settings } from '../../../shared/model.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { inputLook } from '../../components/field.tsx'
import { Select } from '../../components/select.tsx'
import { TabPage } from '../../components/tab-bar.tsx'
import { closeDialog, showPage } from '../../store/panes.ts'
import { changeSettings } from '../../store/session.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { AuditSection } from '../life/audit-section.tsx'
import { BackupsSection } from '../life/backups-section.tsx'
import { HealthSection } from '../life/health-section.tsx'
import { KeychainSection } from '../life/keychain-section.tsx'
import { KitSection } from '../life/kit-section.tsx'
import { PasswordSection } from '../life/password-section.tsx'
import { ProgramsSection } from '../life/programs-section.tsx'
import { SshAgentSection } from '../life/ssh-agent-section.tsx'
import { TerminalSection } from '../life/terminal-section.tsx'

const words = text.settings
const themes = Object.entries(words.themes) as readonly (readonly [Settings['theme'], string])[]

const tabs = [
  ['general', () => <GeneralSettings />],
  [
    'security',
    () => (
      <>
        <PasswordSection />
        <KitSection />
        <KeychainSection />
      </>
    ),
  ],
  ['backups', () => <BackupsSection />],
  [
    'programs',
    () => (
      <>
        <TerminalSection />
        <ProgramsSection />
        <SshAgentSection />
      </>
    ),
  ],
  ['audit', () => <AuditSection />],
  ['health', () => <HealthSection />],
] as const

/** Settings and what goes on around the vault, a page each. */
export function SettingsDialog() {
  return (
    <Dialog title={words.title} onClose={closeDialog} width="w-[720px] h-[680px]">
      <Tabs.Root defaultValue="general">
        <Tabs.List
          aria-label={words.title}
          className="sticky top-0 z-10 flex gap-1 border-b border-line bg-raised px-1 pt-1 pb-1.5"
        >
          {tabs.map(([id]) => (
            <Tabs.Trigger
              key={id}
              value={id}
              className="h-7 rounded-md px-2.5 text-muted transition-colors duration-100 hover:bg-hover data-[state=active]:bg-press data-[state=active]:font-medium data-[state=active]:text-ink"
            >
              {text.life.tabs[id]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {tabs.map(([id, page]) => (
          <TabPage key={id} value={id}>
            {page()}
          </TabPage>
        ))}
      </Tabs.Root>
    </Dialog>
  )
}

/** What takes effect when it is changed; there is nothing to save. */
function GeneralSettings() {
  const settings = useStore((state) => state.settings)
  const status = useStore((state) => state.status)
  const [failure, setFailure] = useState<Failure | null>(null)
  if (settings === null || status === null) return null
  const change = async (wanted: Partial<Settings>): Promise<void> => {
    const answer = await changeSettings(wanted)
    setFailure(answer.ok ? null : answer.failure)
  }
  const bind = { settings, change: (wanted: Partial<Settings>) => void change(wanted) }
  return (
    <>
      {failure && <FailureAlert title={words.failed} failure={failure} />}
      <Group title={words.security}>
        <NumberRow
          title={words.autoLock}
          help={words.autoLockHelp}
          unit={words.minutes}
          of="autoLockMinutes"
          min={0}
          max={1_440}
          {...bind}
        />
        <SwitchRow title={words.suspend} of="lockOnSuspend" {...bind} />
        <SwitchRow title={words.screenLock} of="lockOnScreenLock" {...bind} />
        <NumberRow
          title={words.clipboard}
          help={words.clipboardHelp}
          unit={words.seconds}
          of="clipboardSeconds"
          min={5}
          max={600}
          {...bind}
        />
        <NumberRow title={words.reveal} unit={words.seconds} of="revealSeconds" min={5} max={600} {...bind} />
        <SwitchRow title={words.capture} help={words.captureHelp} of="blockScreenCapture" {...bind} />
      </Group>
      <ReminderSettings {...bind} />
      <Group title={words.appearance}>
        <Row title={words.theme}>
          {(id) => (
            <Select
              id={id}
              value={settings.theme}
              options={themes}
              onChange={(theme) => bind.change({ theme })}
              className="w-40"
            />
          )}
        </Row>
        <SwitchRow title={words.tray} of="closeToTray" {...bind} />
      </Group>
      <Group title={text.pages.targets}>
        <div className={rowLook}>
          <p>{words.targets}</p>
          <Button onClick={showTargets}>{text.pages.goSync}</Button>
        </div>
      </Group>
      <GeneratorSettings {...bind} />
      <p className="mt-4 text-sm text-faint selectable">
        {words.about(status.version)} · {words.vaultAt} <span className="font-mono break-all">{status.vaultPath}</span>
      </p>
    </>
  )
}

function showTargets(): void {
  closeDialog()
  showPage({ type: 'sync', tab: 'targets' })
}

/** When Coffer says by itself that something is due. */
const ReminderSettings = (bind: Pick<BoundProps<never>, 'settings' | 'change'>) => (
  <Group title={words.reminders}>
    <SwitchRow title={words.remind} help={words.remindHelp} of="reminders" {...bind} />
    <NumberRow title={words.remindEvery} unit={words.hours} of="reminderEveryHours" min={1} max={168} {...bind} />
    <NumberRow
      title={words.quietFrom}
      help={words.quietHelp}
      unit={words.oClock}
      of="quietFromHour"
      min={0}
      max={23}
      {...bind}
    />
    <NumberRow title={words.quietTo} unit={words.oClock} of="quietToHour" min={0} max={23} {...bind} />
    <NumberRow
      title={words.expiry}
      help={words.expiryHelp}
      unit={words.days}
      of="expiryReminderDays"
      min={0}
      max={365}
      {...bind}
    />
    <NumberRow
      title={words.unread}
      help={words.unreadHelp}
      unit={words.days}
      of="unreadReminderDays"
      min={0}
      max={3_650}
      {...bind}
    />
  </Group>
)

const recipes = [
  ['characters', text.generator.characters],
  ['words', text.generator.words],
] as const

/** What the generator begins with. */
const GeneratorSettings = ({ settings, change }: Pick<BoundProps<never>, 'settings' | 'change'>) => {
  const bind = { settings, change }
  return (
    <Group title={words.generator}>
      <Row title={words.recipe}>
        {(id) => (
          <Select
            id={id}
            value={settings.generatorRecipe}
            options={recipes}
            onChange={(generatorRecipe) => change({ generatorRecipe })}
            className="w-40"
          />
        )}
      </Row>
      <NumberRow title={words.length} unit={words.characters} of="generatorCharacters" min={8} max={128} {...bind} />
      <SwitchRow title={words.symbols} of="generatorSymbols" {...bind} />
      <NumberRow title={words.wordCount} unit={words.words} of="generatorWords" min={4} max={16} {...bind} />
    </Group>
  )
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="mt-3">
    <h3 className="mb-1 text-sm font-medium text-faint">{title}</h3>
    <div className="divide-y divide-line rounded-lg border border-line">{children}</div>
  </section>
)

interface RowProps {
  readonly title: string
  readonly help?: string
  readonly children: (id: string, helpId: string) => ReactNode
}

const rowLook = 'flex min-h-11 items-center justify-between gap-4 px-3.5 py-1.5'

function Row({ title, help, children }: RowProps) {
  const id = useId()
  return (
    <div className={rowLook}>
      <div>
        <label htmlFor={id}>{title}</label>
        {help && (
          <p id={`${id}-help`} className="text-sm text-faint">
            {help}
          </p>
        )}
      </div>
      {children(id, `${id}-help`)}
    </div>
  )
}

type KeysOf<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings]

interface BoundProps<K> {
  readonly title: string
  readonly help?: string
  readonly of: K
  readonly settings: Settings
  readonly change: (change: Partial<Settings>) => void
}

const SwitchRow = ({ title, help, of, settings, change }: BoundProps<KeysOf<boolean>>) => (
  <Row title={title} {...(help ? { help } : {})}>
    {(id, helpId) => (
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-describedby={help ? helpId : undefined}
        checked={settings[of]}
        aria-checked={settings[of]}
        onChange={(event) => change({ [of]: event.target.checked })}
        className="h-[18px] w-8 shrink-0 appearance-none rounded-full bg-edge p-0.5 transition-colors duration-100 before:block before:size-3.5 before:rounded-full before:bg-raised before:transition-transform before:duration-100 checked:bg-accent checked:before:translate-x-3.5"
      />
    )}
  </Row>
)

interface NumberRowProps extends BoundProps<KeysOf<number>> {
  readonly unit: string
  readonly min: number
  readonly max: number
}

/** Set when the field is left or Enter is pressed; a number out of range goes back to what it was. */
function NumberRow({ title, help, unit, of, min, max, settings, change }: NumberRowProps) {
  const set = (field: HTMLInputElement): void => {
    const wanted = field.valueAsNumber
    if (Number.isInteger(wanted) && wanted >= min && wanted <= max) {
      if (wanted !== settings[of]) change({ [of]: wanted })
    } else field.value = String(settings[of])
  }
  return (
    <Row title={title} {...(help ? { help } : {})}>
      {(id, helpId) => (
        <span className="flex shrink-0 items-center gap-2">
          <input
            key={settings[of]}
            id={id}
            type="number"
            min={min}
            max={max}
            title={words.range(min, max)}
            aria-describedby={help ? helpId : undefined}
            defaultValue={settings[of]}
            onBlur={(event) => set(event.target)}
            onKeyDown={(event) => event.key === 'Enter' && set(event.currentTarget)}
            className={`h-7 w-16! text-right tabular ${inputLook}`}
          />
          <span className="w-[58px] text-sm text-muted">{unit}</span>
        </span>
      )}
    </Row>
  )
}
