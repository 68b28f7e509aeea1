import { expect, test } from 'vitest'
import { explain } from '../../../cli/core/background.ts'

const message = (printed: string, code: number | string | null = 1) => explain(printed, code)

test('a missing system library is named, with the command that installs it', () => {
  const printed =
    '/opt/coffer/coffer: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file'
  expect(message(printed, 127)).toEqual({
    kind: 'not-started',
    message: 'Coffer cannot start: the system library libnss3.so is missing.',
    hint: expect.stringMatching(/^Install it: sudo apt-get install -y .*libnss3/),
  })
})

test('a system without the sandbox is told how to allow it', () => {
  const printed =
    '[1:1124/1:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+'
  expect(message(printed, 'SIGTRAP')).toMatchObject({ hint: expect.stringContaining('sysctl') })
})

test("the app's own sentence is passed on", () => {
  expect(message('coffer: Coffer does not run with no-sandbox.\n', 78)).toMatchObject({
    message: 'Coffer cannot start: Coffer does not run with no-sandbox.',
  })
})

test('anything else is told by its exit code or signal, never by what was printed', () => {
  expect(message('hunter2', 139)).toEqual({
    kind: 'not-started',
    message: 'Coffer was started in the background and ended at once (exit code 139).',
    hint: 'See the log in logs/ of the home.',
  })
  expect(message('', 'SIGSEGV')).toMatchObject({ message: expect.stringContaining('(SIGSEGV)') })
})
