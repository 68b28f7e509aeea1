/**
 * Makes this process a poor target: no core dump, and on Linux no reading of its memory by other programs of the same
 * user. What the OS or the native binding lacks is left out: it raises the cost of an attack, it is not the lock.
 */
import { createRequire } from 'node:module'

const PR_SET_DUMPABLE = 4
const RLIMIT_CORE_LINUX = 4

/** Answers what could be set; never throws. */
export function hardenProcess(): { readonly undumpable: boolean; readonly noCore: boolean } {
  if (process.platform !== 'linux') return { undumpable: false, noCore: false }
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    const libc = koffi.load('libc.so.6')
    const setrlimit = libc.func('int setrlimit(int resource, const uint64_t *limits)')
    const prctl = libc.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)')
    const noCore = setrlimit(RLIMIT_CORE_LINUX, new BigUint64Array(2)) === 0
    const undumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) === 0
    return { undumpable, noCore }
  } catch {
    return { undumpable: false, noCore: false }
  }
}
