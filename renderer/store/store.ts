import { create } from 'zustand'
import { initialState, type State } from './state.ts'

/** The window's one store. Components read it through selectors; the functions beside it change it. */
export const useStore = create<State>()(() => initialState)

export const get = useStore.getState
export const set = useStore.setState

export const isUnlocked = (state: State): boolean => state.status?.vault.state === 'unlocked'
export const isReadOnly = (state: State): boolean =>
  state.status?.vault.state === 'unlocked' && state.status.vault.readOnly
