/** The demo from its beginning to its end; see scripts/demo.mjs. */
import { setStage } from './stage.ts'
import { play } from './story.ts'

const stage = await setStage()
let ended = false
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.on(signal, () => {
    ended = true
    void stage.clear().then(() => process.exit(code))
  })
try {
  await play(stage)
} catch (error) {
  if (!ended) process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await stage.clear()
}
