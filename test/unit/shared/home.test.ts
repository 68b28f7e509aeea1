import { describe, expect, test } from 'vitest'
import { defaultHome, homePaths, socketPath } from '../../../shared/home.ts'

describe('the default home', () => {
  const linux = { platform: 'linux', env: {}, userHome: '/home/ada' }

  test('is COFFER_HOME wherever it is set', () => {
    for (const platform of ['linux', 'darwin', 'win32'])
      expect(defaultHome({ platform, env: { COFFER_HOME: '/vaults/one' }, userHome: '/home/ada' })).toBe('/vaults/one')
  })

  test('is not an empty COFFER_HOME', () => {
    expect(defaultHome({ ...linux, env: { COFFER_HOME: '' } })).toBe('/home/ada/.local/share/coffer')
  })

  test.each([
    ['linux', {}, '/home/ada/.local/share/coffer'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/coffer'],
    ['darwin', {}, '/home/ada/Library/Application Support/Coffer'],
    ['win32', { APPDATA: 'C:\\Roaming' }, 'C:\\Roaming/Coffer'],
    ['win32', {}, '/home/ada/AppData/Roaming/Coffer'],
  ])('on %s with %o is %s', (platform, env, home) => {
    expect(defaultHome({ platform, env, userHome: '/home/ada' })).toBe(home)
  })
})

describe('the socket of a home', () => {
  const of = (home: string, platform = 'linux') =>
    socketPath({ home, homeHash: '0123456789abcdef', platform, uid: 1000, tmp: '/tmp' })

  test('is in a folder of its own below the home', () => {
    expect(of('/home/ada/.local/share/coffer')).toEqual({
      folder: '/home/ada/.local/share/coffer/run',
      socket: '/home/ada/.local/share/coffer/run/core.sock',
    })
  })

  test('fits the OS however deep the home is', () => {
    for (let depth = 1; depth < 200; depth++) expect(of(`/${'d'.repeat(depth)}`).socket.length).toBeLessThan(104)
  })

  test('of a deep home is named by user and home in the temp folder', () => {
    expect(of(`/home/${'deep/'.repeat(30)}coffer`).socket).toBe('/tmp/coffer-1000-0123456789abcdef/core.sock')
  })

  test('of a home that takes no writes is there too', () => {
    const place = { homeHash: '0123456789abcdef', platform: 'linux', uid: 1000, tmp: '/tmp' }
    expect(socketPath({ ...place, home: '/mnt/usb/coffer', isWritable: false })).toEqual({
      folder: '/tmp/coffer-1000-0123456789abcdef',
      socket: '/tmp/coffer-1000-0123456789abcdef/core.sock',
    })
  })

  test('on Windows is a pipe without a folder', () => {
    expect(of('C:/Users/ada/AppData/Roaming/Coffer', 'win32')).toEqual({
      folder: null,
      socket: '\\\\.\\pipe\\coffer-0123456789abcdef',
    })
  })
})

test('all files of a vault are below its home', () => {
  for (const path of Object.values(homePaths('/home/ada/coffer')))
    expect(path.startsWith('/home/ada/coffer')).toBe(true)
})
