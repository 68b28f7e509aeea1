import { describe, expect, test } from 'vitest'
import { createKeychain } from '../../../main/keychain.ts'

const storage = (backend: string, isAvailable = true) => ({
  isEncryptionAvailable: () => isAvailable,
  getSelectedStorageBackend: () => backend as 'gnome_libsecret',
  encryptString: (text: string) => Buffer.from(`sealed ${text}`),
  decryptString: (blob: Buffer) => blob.toString().replace('sealed ', ''),
})

describe('the keychain', () => {
  test('seals and opens where a Secret Service protects it', async () => {
    const keychain = createKeychain(storage('gnome_libsecret'), 'linux')
    expect(await keychain.backend()).toEqual({ text: 'gnome_libsecret', failure: null })
    const sealed = await keychain.protect('c2VjcmV0')
    expect(sealed.text).not.toContain('c2VjcmV0')
    expect(await keychain.reveal(sealed.text ?? '')).toEqual({ text: 'c2VjcmV0', failure: null })
  })

  test.each(['basic_text', 'unknown'])('refuses %s, which protects nothing', async (backend) => {
    const keychain = createKeychain(storage(backend), 'linux')
    expect((await keychain.backend()).failure).toContain('no keychain')
    expect((await keychain.protect('c2VjcmV0')).text).toBeNull()
  })

  test('refuses where there is no encryption at all', async () => {
    const keychain = createKeychain(storage('gnome_libsecret', false), 'linux')
    expect((await keychain.reveal('AAAA')).failure).not.toBeNull()
  })

  test('uses the asynchronous calls where Electron has them', async () => {
    const calls: string[] = []
    const keychain = createKeychain(
      {
        ...storage('gnome_libsecret'),
        encryptStringAsync: async (text: string) => {
          calls.push('encrypt')
          return Buffer.from(text)
        },
        decryptStringAsync: async (blob: Buffer) => {
          calls.push('decrypt')
          return { result: blob.toString(), shouldReEncrypt: false }
        },
      },
      'darwin',
    )
    const sealed = await keychain.protect('text')
    expect((await keychain.reveal(sealed.text ?? '')).text).toBe('text')
    expect(calls).toEqual(['encrypt', 'decrypt'])
  })

  test('turns what the OS throws into a sentence', async () => {
    const broken = {
      ...storage('gnome_libsecret'),
      decryptString: () => {
        throw new Error('denied')
      },
    }
    expect((await createKeychain(broken, 'linux').reveal('AAAA')).failure).toContain('Use your password')
  })
})
