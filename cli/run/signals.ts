/** Signals to this command while another program has the terminal. */

/**
 * `handle` gets these signals instead of everybody else; answers how to undo that. There is no moment without a listener:
 * a signal in it would be lost, or end us.
 */
export function takeSignals(signals: readonly NodeJS.Signals[], handle: (signal: NodeJS.Signals) => void): () => void {
  const taken = signals.map((signal) => {
    const earlier = process.listeners(signal)
    const ours = () => handle(signal)
    process.on(signal, ours)
    for (const listener of earlier) process.off(signal, listener)
    return { signal, earlier, ours }
  })
  return () => {
    for (const { signal, earlier, ours } of taken) {
      for (const listener of earlier) process.on(signal, listener)
      process.off(signal, ours)
    }
  }
}
