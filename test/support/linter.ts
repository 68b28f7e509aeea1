import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** One thing the linter said about a file. `rule` is the last part of its category, or `plugin`. */
export interface Complaint {
  readonly rule: string
  readonly message: string
}

interface Report {
  readonly diagnostics: readonly {
    readonly category: string
    readonly message: string
    readonly location: { readonly path: string }
  }[]
}

/**
 * Runs this repository's linter, with its configuration and plugins, over files that exist for this call only.
 * @param files contents by path from the repository's root: the path decides which rules apply
 * @returns what was said by path; an empty list where nothing was
 */
export function lintFiles(files: Readonly<Record<string, string>>): ReadonlyMap<string, readonly Complaint[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-lint-'))
  try {
    for (const name of ['biome.json', 'package.json', 'scripts/lint']) {
      cpSync(join(root, name), join(folder, name), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return complaintsByPath(Object.keys(files), runBiome(folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runBiome(folder: string): Report {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json']
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (done.stdout === '') throw new Error(`biome said nothing: ${done.stderr}`)
  return JSON.parse(done.stdout)
}

function complaintsByPath(paths: readonly string[], report: Report): Map<string, Complaint[]> {
  const byPath = new Map<string, Complaint[]>(paths.map((path) => [path, []]))
  for (const { category, message, location } of report.diagnostics) {
    byPath.get(location.path)?.push({ rule: category.split('/').at(-1) ?? category, message })
  }
  return byPath
}
