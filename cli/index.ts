/** The entry of the `coffer` command, and the only file that does something by being loaded. */
import { main } from './main.ts'

const endings = new Set<() => void>()

function cleanUp(): void {
  for (const ending of endings) {
    endings.delete(ending)
    ending()
  }
}

/** A signal ends the command with 128 + its number, after cleaning up. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
for (const [signal, code] of Object.entries(signals)) {
  process.on(signal, () => {
    cleanUp()
    process.exit(code)
  })
}

// Whoever read our output has seen enough (`coffer ls | head`): that is no failure.
process.stdout.on('error', () => process.exit(0))
process.stderr.on('error', () => process.exit(1))

// No top-level await: a client compiled with its bytecode cannot have any.
void main(process.argv.slice(2), {
  add: (ending) => {
    endings.add(ending)
    return () => endings.delete(ending)
  },
}).then((code) => {
  cleanUp()
  process.exit(code)
})
