/** Signals to this command while another program has the terminal. */

/** `handle` gets these signals instead of everybody else; answers how to undo that. */
export function takeSignals(signals: readonly NodeJS.Signals[], handle: (signal: NodeJS.Signals) => void): () => void {
  const earlier = signals.map((signal) => ({ signal, listeners: process.listeners(signal) }))
  for (const signal of signals) process.removeAllListeners(signal).on(signal, () => handle(signal))
  return () => {
    for (const { signal, listeners } of earlier) {
      process.removeAllListeners(signal)
      for (const listener of listeners) process.on(signal, listener)
    }
  }
}
