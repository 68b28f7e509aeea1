import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readScenarios, runScenario } from '../support/aws/scenarios.ts'
import { startVaultEndpoint, type VaultEndpoint } from '../support/local-endpoint.ts'

describe("what was recorded on AWS holds on the vault's endpoint", () => {
  let started: VaultEndpoint
  let credentials: ReturnType<VaultEndpoint['addKey']>
  beforeAll(async () => {
    started = await startVaultEndpoint()
    credentials = started.addKey('scenarios')
  })
  afterAll(() => started.close())

  it.each(readScenarios())('$id', async (scenario) => {
    expect(await runScenario(scenario, started.url, { credentials })).toEqual([])
  })
})
