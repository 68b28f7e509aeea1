import { describe, expect, test, vi } from 'vitest'
import { createHost, type HostActions } from '../../../main/host.ts'
import { type CoreMessage, clipboardPadding, type ShellMessage } from '../../../shared/host-contract.ts'
import { defaultSettings } from '../../../shared/model.ts'

function situation(failure: string | null = null) {
  const sent: ShellMessage[] = []
  const written: unknown[] = []
  const actions = {
    send: (message) => sent.push(message),
    clipboard: {
      write: async (text, clearAfterMs) => {
        written.push([text, clearAfterMs])
        return failure
      },
      clear: async () => null,
      clearIfDue: async () => {},
    },
    vault: { settings: vi.fn(), onState: vi.fn(), onSettings: vi.fn(), onGone: vi.fn() },
    onActivity: vi.fn(),
    lock: vi.fn(),
    files: { choose: vi.fn(), savePdf: vi.fn() },
    keychain: { backend: vi.fn(), protect: vi.fn(), reveal: vi.fn() },
    notify: vi.fn(),
    onDue: vi.fn(),
    show: vi.fn(),
    fatal: vi.fn(),
  } satisfies HostActions
  return { actions, sent, written, host: createHost(actions) }
}

describe('what the core says', () => {
  test('reaches the part of the shell it is for', () => {
    const { actions, host } = situation()
    const state = { state: 'locked' } as const
    const messages: readonly CoreMessage[] = [
      { kind: 'ready', state },
      { kind: 'state', state },
      { kind: 'settings', settings: defaultSettings },
      { kind: 'activity' },
      { kind: 'lock' },
      { kind: 'due', count: 3, nextAt: 77 },
      { kind: 'show' },
      { kind: 'fatal', message: 'No.' },
    ]
    for (const message of messages) host(message)
    expect(actions.vault.onState.mock.calls).toEqual([[state], [state]])
    expect(actions.vault.onSettings).toHaveBeenCalledWith(defaultSettings)
    expect(actions.onActivity).toHaveBeenCalledTimes(1)
    expect(actions.lock).toHaveBeenCalledTimes(1)
    expect(actions.onDue).toHaveBeenCalledWith(3, 77)
    expect(actions.show).toHaveBeenCalledTimes(1)
    expect(actions.fatal).toHaveBeenCalledWith('No.')
  })

  test('a copy is answered with its own id, done or with the reason', async () => {
    for (const failure of [null, 'Refused.']) {
      const { host, sent, written } = situation(failure)
      host({ kind: 'clipboard.write', id: 7, text: 'hunter2', clearAfterMs: 30_000, padding: clipboardPadding() })
      await vi.waitFor(() => expect(sent).toEqual([{ kind: 'clipboard.done', id: 7, failure }]), 60_000)
      expect(written).toEqual([['hunter2', 30_000]])
    }
  })
})
