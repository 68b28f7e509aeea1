/** The clipboard of the display as another program sees it, by xclip. */
import { spawn, spawnSync } from 'node:child_process'

/** The text there; empty when nobody offers any. */
export function readClipboard(selection: 'clipboard' | 'primary' = 'clipboard'): string {
  const { stdout } = spawnSync('xclip', ['-selection', selection, '-o', '-target', 'UTF8_STRING'], { timeout: 10_000 })
  return stdout.toString('utf8')
}

/** Puts a text there as another program would. Resolves when it is offered; the answer takes it away again. */
export async function offerText(text: string): Promise<() => void> {
  const owner = spawn('xclip', ['-selection', 'clipboard', '-quiet', '-i'], { stdio: ['pipe', 'ignore', 'ignore'] })
  owner.stdin.end(text)
  while (readClipboard() !== text) await new Promise((resolve) => setTimeout(resolve, 20))
  return () => owner.kill()
}
