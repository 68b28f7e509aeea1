import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

/**
 * @typedef {object} Outcome
 * @property {number | null} code null when a signal ended the process or it could not be started
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} stderr holds the reason when the program could not be started
 */

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] defaults to the checkout
 * @property {NodeJS.ProcessEnv} [env] added to this process's own environment
 * @property {'capture' | 'show'} [output] `show` passes everything through to the terminal
 * @property {number} [timeoutMs] ends the program with SIGTERM
 */

/**
 * Runs a program to its end. Never throws: a missing program is an outcome like any other.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export const run = (command, args, options = {}) =>
  new Promise((resolve) => {
    const capture = options.output !== 'show'
    const child = spawn(command, [...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    })
    const stdout = collect(child.stdout)
    const stderr = collect(child.stderr)
    child.on('error', (error) => resolve({ code: null, signal: null, stdout: stdout(), stderr: error.message }))
    child.on('close', (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() }))
  })

/**
 * @param {import('node:stream').Readable | null} stream
 * @returns {() => string}
 */
const collect = (stream) => {
  /** @type {Buffer[]} */
  const chunks = []
  stream?.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

/**
 * The line of an output that says what went wrong: the last one with the word error, or the last one.
 * @param {string} output
 */
export const reasonIn = (output) => {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '))
  return lines.findLast((line) => /error|failed|unable/i.test(line)) ?? lines.at(-1) ?? 'no output'
}

/**
 * True when this process may change the machine (install packages, add users) and must tell Chromium `--no-sandbox`.
 * False on Windows, which has no such user.
 */
export const isRoot = () => process.getuid?.() === 0
