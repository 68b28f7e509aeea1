import { expect, test } from 'vitest'
import { coreEnvironment } from '../../../main/core-environment.ts'

test('the core gets what it and the AWS SDK read, and none of a shell’s other variables', () => {
  const env = {
    HOME: '/home/u',
    PATH: '/bin',
    AWS_PROFILE: 'work',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
    HTTPS_PROXY: 'http://proxy',
    GITHUB_TOKEN: 'marker',
    NODE_OPTIONS: '--require x',
    ELECTRON_RUN_AS_NODE: '1',
    LD_PRELOAD: '/tmp/x.so',
    COFFER_HOME: '/elsewhere',
    LANG: undefined,
  }
  expect(coreEnvironment(env)).toEqual({
    HOME: '/home/u',
    PATH: '/bin',
    AWS_PROFILE: 'work',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
    HTTPS_PROXY: 'http://proxy',
  })
})
