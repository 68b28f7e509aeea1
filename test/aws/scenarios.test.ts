import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readScenarios, runScenario } from '../support/aws/scenarios.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'

describe('what was recorded on AWS holds on the test server', () => {
  let server: AwsServer
  beforeAll(async () => {
    server = await startAwsServer()
  })
  afterAll(() => server.close())

  it.each(readScenarios())('$id', async (scenario) => {
    expect(await runScenario(scenario, server.url, { credentials: server.credentials })).toEqual([])
  })
})
