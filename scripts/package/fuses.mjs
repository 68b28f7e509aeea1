/**
 * Every fuse of the release binary, by its number in @electron/fuses. electron-builder.yml sets them; WebAssembly's trap
 * handlers it cannot set, and they are on as Electron ships them.
 * @type {readonly { number: number, name: string, on: boolean }[]}
 */
export const expectedFuses = [
  { number: 0, name: 'RunAsNode', on: false },
  { number: 1, name: 'EnableCookieEncryption', on: true },
  { number: 2, name: 'EnableNodeOptionsEnvironmentVariable', on: false },
  { number: 3, name: 'EnableNodeCliInspectArguments', on: false },
  { number: 4, name: 'EnableEmbeddedAsarIntegrityValidation', on: true },
  { number: 5, name: 'OnlyLoadAppFromAsar', on: true },
  { number: 6, name: 'LoadBrowserProcessSpecificV8Snapshot', on: false },
  { number: 7, name: 'GrantFileProtocolExtraPrivileges', on: false },
  { number: 8, name: 'WasmTrapHandlers', on: true },
]

/** The bytes of the fuse wire. */
const state = { off: 0x30, on: 0x31 }

/**
 * Compares strictly: a fuse this list does not know (a newer Electron has one more) is a difference too.
 * @param {typeof expectedFuses} expected
 * @param {Readonly<Record<string, unknown>>} wire as getCurrentFuseWire reads it: state by fuse number, and the version
 * @returns {string[]} one sentence for each difference
 */
export const differences = (expected, wire) => {
  const wrong = expected
    .filter(({ number, on }) => wire[number] !== (on ? state.on : state.off))
    .map(({ name, on }) => `the fuse ${name} is not ${on ? 'on' : 'off'}`)
  const known = new Set(expected.map(({ number }) => String(number)))
  const unknown = Object.keys(wire)
    .filter((key) => /^\d+$/.test(key) && !known.has(key))
    .map((key) => `the fuse number ${key} is new: decide what it should be`)
  return [...wrong, ...unknown]
}
