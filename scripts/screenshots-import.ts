/** The pictures of an import: the beginning, a table looked at, columns asked for, what came of it, taken back. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { answerFileDialogs } from '../test/support/file-dialogs.ts'
import type { Screen } from './screenshots-sync.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

const passwords = `folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp
Work,,login,Jira,,,0,https://acme.atlassian.net,ada@acme.example,correct-horse-1,
Work,,login,Grafana,Read only,,0,https://grafana.acme.example,ada,correct-horse-2,
Work,1,login,Payroll,,,0,https://pay.acme.example,ada.l,correct-horse-3,JBSWY3DPEHPK3PXP
Work/Shared,,login,Status page,,,0,https://status.acme.example,ops@acme.example,correct-horse-4,
Home,,login,Bank,,PIN: 4711,0,https://bank.example,ada.lovelace,correct-horse-5,
Home,,login,Electricity,,,0,https://power.example,ada@home.example,correct-horse-6,
Home,,note,Alarm code,The code of the front door is with the neighbour,,0,,,,
Home,,login,Router,,,0,http://192.168.1.1,admin,correct-horse-7,
`
const unknown = 'Title,Login,Secret Word,Stars\nMy Bank,ada,correct-horse-8,5\nMail,ada,correct-horse-9,4\n'

const chooseCsv = (app: ElectronApplication, path: string) => async (page: Page) => {
  await answerFileDialogs(app, path)
  await button(page, 'Choose a CSV file…').click()
  await page.getByRole('region', { name: 'How it is read' }).waitFor()
}
const leave = (page: Page): Promise<void> => button(page, 'Cancel').click()

/** `folder` gets the files that are chosen. */
export function importScreens(app: ElectronApplication, folder: string): readonly Screen[] {
  mkdirSync(folder, { recursive: true })
  const [known, other] = [join(folder, 'bitwarden_export.csv'), join(folder, 'my-table.csv')]
  writeFileSync(known, passwords)
  writeFileSync(other, unknown)
  return [
    {
      name: 'import-start',
      open: async (page) => {
        await button(page, 'Import').click()
        await page.getByRole('heading', { name: 'Import', exact: true }).waitFor()
      },
    },
    { name: 'import-columns', open: chooseCsv(app, other), close: leave },
    { name: 'import-preview', open: chooseCsv(app, known) },
    {
      name: 'import-done',
      open: async (page) => {
        await page.getByRole('textbox', { name: 'Put before each name' }).fill('old/')
        await page.getByRole('row', { name: 'old/Work/Jira' }).waitFor()
        await page.getByRole('button', { name: /^Import \d+ secrets$/ }).click()
        await button(page, 'Show them').waitFor()
      },
    },
    {
      name: 'import-undone',
      open: async (page) => {
        await button(page, 'Take the import back').click()
        await page.getByRole('heading', { name: 'The import was taken back' }).waitFor()
      },
      close: async (page) => {
        await button(page, 'Import another file').click()
        await page.keyboard.press('Escape')
      },
    },
  ]
}
