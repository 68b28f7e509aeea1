import { expect, it } from 'vitest'
import { actor, makeVault, textVersion, unwrap } from '../../../support/vault.ts'

it('a vault that is closed while its segments are refreshed ends that quietly, and opens whole', async () => {
  const { home, vault } = await makeVault()
  for (let at = 0; at < 2_000; at += 1)
    unwrap(
      vault.alongside(
        [],
        undefined,
        (writes) => writes.create(actor, { name: `s/${at}`, kind: 'note', version: textVersion('x') }),
        'lazily',
      ),
    )
  const refreshing = vault.refreshSegments()
  vault.close()
  await expect(refreshing).resolves.toBeGreaterThan(0)
  const again = await home.unlock()
  expect(again.size()).toBe(2_000)
  again.close()
  home.remove()
})
