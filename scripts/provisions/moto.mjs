import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasApt, installPackages } from '../lib/apt.mjs'
import { cacheDir, root } from '../lib/paths.mjs'
import { reasonIn, run } from '../lib/run.mjs'

/** @import { Provision } from './list.mjs' */

const home = join(cacheDir, 'moto')
const mark = join(home, 'installed')
const requirements = join(root, 'scripts', 'provisions', 'moto-requirements.txt')
const python = join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

/** A virtual environment holds absolute paths, so a moved checkout needs a new one, as does another list. */
const wanted = () => createHash('sha256').update(home).update(readFileSync(requirements)).digest('hex')

const isInstalled = () => existsSync(python) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted()

/** @returns {Promise<string | null>} */
const makeEnvironment = async () => {
  rmSync(home, { recursive: true, force: true })
  const made = await run('python3', ['-m', 'venv', home])
  if (made.code === 0) return null
  rmSync(home, { recursive: true, force: true })
  return `python3 -m venv: ${reasonIn(`${made.stdout}\n${made.stderr}`)}`
}

/** @returns {Promise<string | null>} */
const makeEnvironmentWithDebian = async () => {
  const reason = await makeEnvironment()
  if (reason === null || !hasApt()) return reason
  return (await installPackages(['python3-venv'])) ?? makeEnvironment()
}

/** @type {Provision} */
export const moto = {
  name: 'moto',
  purpose: 'an independent Secrets Manager, the AWS command line and boto3, in .cache/moto',
  commands: ['test'],
  fits: () => true,
  check: async () => (isInstalled() ? null : 'moto is not installed'),
  install: async () => {
    const reason = await makeEnvironmentWithDebian()
    if (reason !== null) return reason
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]
    const installed = await run(python, args)
    if (installed.code !== 0) return `pip: ${reasonIn(`${installed.stdout}\n${installed.stderr}`)}`
    writeFileSync(mark, wanted())
    return null
  },
}
