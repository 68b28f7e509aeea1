import { expect, test } from 'vitest'
import { installCommand } from '../../../../renderer/lib/install-command.ts'

test.each([
  ['/opt/Coffer/resources/bin/coffer', 'linux', 'sudo ln -sf /opt/Coffer/resources/bin/coffer /usr/local/bin/coffer'],
  [
    '/Applications/My Coffer.app/Contents/Resources/bin/coffer',
    'darwin',
    "sudo ln -sf '/Applications/My Coffer.app/Contents/Resources/bin/coffer' /usr/local/bin/coffer",
  ],
  ["/opt/it's/coffer", 'linux', String.raw`sudo ln -sf '/opt/it'\''s/coffer' /usr/local/bin/coffer`],
  [
    '/tmp/.mount_CofferXyz/resources/bin/coffer',
    'linux',
    'install -D /tmp/.mount_CofferXyz/resources/bin/coffer ~/.local/bin/coffer',
  ],
  [
    String.raw`C:\Program Files\Coffer\resources\bin\coffer.exe`,
    'win32',
    String.raw`setx PATH "%PATH%;C:\Program Files\Coffer\resources\bin"`,
  ],
  [null, 'linux', 'npx coffer help'],
])('%s on %s is put on the PATH by one line', (command, platform, line) => {
  expect(installCommand(command, platform)).toBe(line)
})
