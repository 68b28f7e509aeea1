/** The words of sync, targets and vetting; part of `text`, in a file of its own for its size. */
import type { GuardName, PlanAction, SecretTarget, SyncRun, TargetStatus } from '../shared/sync-model.ts'
import { formatCount, plural } from './lib/format.ts'
import { targetWords } from './text-targets.ts'

export const planActions: Readonly<Record<PlanAction, string>> = {
  create: 'Create in AWS',
  push: 'New version to AWS',
  label: 'Move a staging label in AWS',
  update: 'Change description or key in AWS',
  tag: 'Set tags in AWS',
  untag: 'Remove tags in AWS',
  delete: 'Schedule deletion in AWS',
  restore: 'Restore in AWS',
  replicate: 'Replicate to more regions',
  'pull-create': 'Bring into the vault',
  'pull-version': 'New version into the vault',
  'pull-label': 'Move a staging label in the vault',
  'pull-update': 'Change description or tags in the vault',
  'pull-delete': 'Schedule deletion in the vault',
  merge: 'Merge both versions',
  conflict: 'Conflict',
  adopt: 'Note that both sides agree',
}

const guards: Readonly<Record<GuardName, string>> = {
  'account-changed': 'These credentials belong to another account',
  'side-empty': 'One side looks empty',
  deletions: 'Too many deletions',
  clock: 'The clocks differ',
  'name-collision': 'Two secrets want the same name in AWS',
  'foreign-base': 'The last sync was of another vault',
  'write-rate': 'Too many writes of one secret',
  'value-size': 'A value is too large',
  'stale-plan': 'Something changed since the plan was made',
}

const states: Readonly<Record<TargetStatus['state'], string>> = {
  never: 'never synced',
  'in-step': 'in step',
  ahead: 'ahead of AWS',
  behind: 'behind AWS',
  both: 'changes on both sides',
  conflict: 'conflict',
  halted: 'halted',
  problem: 'problem',
}

const secretStates: Readonly<Record<SecretTarget['state'], string>> = {
  'in-step': 'in step',
  ahead: 'ahead',
  behind: 'behind',
  conflict: 'conflict',
  absent: 'not there',
  unapproved: 'not approved',
  'pull-only': 'pull only',
}

const outcomes: Readonly<Record<SyncRun['outcome'], string>> = {
  done: 'Done',
  partly: 'Partly done',
  failed: 'Failed',
  halted: 'Halted',
  cancelled: 'Cancelled',
}

/** "+$1.20 a month"; null when it stays as it is. */
function cost(usd: number): string | null {
  const cents = Math.round(Math.abs(usd) * 100)
  return cents === 0 ? null : `${usd < 0 ? '−' : '+'}$${(cents / 100).toFixed(2)} a month`
}

/** "about 40 s left", "about 3 min left". */
function remaining(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000))
  return seconds < 90 ? `about ${seconds} s left` : `about ${Math.round(seconds / 60)} min left`
}

export const syncWords = {
  title: 'Sync',
  tabs: { plan: 'Plan', targets: 'Targets', conflicts: 'Conflicts', history: 'History' },
  tabsLabel: 'Parts of sync',
  failed: 'Sync could not be read',
  states,
  secretStates,
  synced: (ago: string) => `synced ${ago}`,
  never: 'never synced',
  waiting: (count: number) => `${formatCount(count)} waiting`,

  empty: {
    title: 'No target yet',
    lead: 'A target is an AWS account with the regions you choose. Coffer shows a plan before it changes anything, there or here.',
    action: 'Add target',
  },

  plan: {
    label: 'Plan',
    action: 'Plan',
    apply: 'Apply',
    applyCount: (count: number) => `Applies ${plural(count, 'step')}`,
    cancel: 'Cancel',
    cancelling: 'Ending after the steps in flight',
    standing: 'How each target stands',
    none: 'Plan looks at both sides and says what Apply would do. It changes nothing.',
    nothing: 'Nothing to do: both sides agree.',
    unchanged: (count: number) => `${formatCount(count)} unchanged`,
    calls: (count: number) => plural(count, 'API call'),
    callsMade: (count: number) => `made with ${plural(count, 'API call')}`,
    cost,
    sameCost: 'no change in monthly cost',
    account: (id: string) => `account ${id}`,
    columns: { tick: 'Apply it', step: 'Step', name: 'Secret', why: 'Why', result: 'Result', details: 'Details' },
    actions: planActions,
    symbolWords: {
      '+': 'to add',
      '~': 'to change',
      '→': 'labels to move',
      '−': 'to delete',
      '!': 'conflicts',
      '⏸': 'waiting',
    } as Readonly<Record<string, string>>,
    tick: (step: string, name: string) => `${step}: ${name}`,
    tickAll: (place: string) => `All steps of ${place}`,
    expand: (name: string) => `Details of ${name}`,
    fold: (place: string) => `Steps of ${place}`,
    more: (count: number) => `Show ${formatCount(count)} more`,
    approve: 'Look and approve…',
    resolve: 'Resolve…',
    keepsBoth: 'Apply keeps both versions; then you choose.',
    open: 'Open the secret',
    notes: (count: number) => plural(count, 'note'),
    problems: 'Could not be planned',
    missed: 'Not applied',
    ticked: (ticked: number, all: number) => `${formatCount(ticked)} of ${plural(all, 'step')} ticked`,
    old: (ago: string) => `made ${ago}`,
    outcomes: { done: 'done', skipped: 'left out', problem: 'problem', conflict: 'conflict' },
    applied: (done: number) => (done === 0 ? 'Nothing was changed.' : `${plural(done, 'step')} done.`),
    appliedProblems: (problems: number) => `${plural(problems, 'problem')}: see the rows.`,
    appliedConflicts: (conflicts: number) => `${plural(conflicts, 'conflict')} to resolve.`,
    again: 'To see what is left, plan again.',
    detail: {
      remoteName: 'Name in AWS',
      version: 'Version',
      expected: 'Expected',
      nothingThere: 'nothing there yet',
      stage: 'Staging label',
      from: 'Taken off',
      to: 'Put on',
      tags: 'Tags set',
      tagKeys: 'Tags removed',
      description: 'Description',
      kmsKeyId: 'KMS key',
      defaultKey: 'the account’s default key',
      recoveryWindowDays: 'Recovery window',
      replicas: 'Replicas',
      keysFromLocal: 'Keys from the vault',
      keysFromRemote: 'Keys from AWS',
      conflictingKeys: 'Keys in conflict',
      calls: 'API calls',
      why: 'Why',
      days: (count: number) => plural(count, 'day'),
    },
  },

  halt: {
    title: (guard: GuardName) => guards[guard],
    halted: 'Halted: nothing of this plan is applied.',
    pass: 'I have read this. Go on all the same.',
    passed: 'You chose to go on all the same.',
  },

  progress: {
    phases: {
      listing: 'Listing what is in AWS',
      reading: 'Reading values that changed',
      planning: 'Comparing both sides',
      applying: 'Applying',
    },
    start: 'Looking at both sides',
    of: (done: number, total: number) =>
      total === 0 ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`,
    remaining,
    label: 'Progress of the sync',
  },

  ...targetWords,

  mfa: {
    title: 'Code of your MFA device',
    lead: (serial: string) => `The profile asks for the code of ${serial}.`,
    code: 'Code',
    help: 'Six digits, good for half a minute',
    bad: 'A code has six digits.',
    action: 'Go on',
    given: 'No code was given, so nothing was done.',
  },

  conflicts: {
    none: 'No conflicts.',
    noneLead: 'When a secret changes on both sides, both versions are kept and shown here side by side.',
    list: 'Conflicts',
    lead: 'Both sides changed since they last agreed. Both versions are kept, whatever you choose.',
    found: (ago: string) => `found ${ago}`,
    key: 'Key',
    local: 'Here',
    base: 'Last agreed',
    remote: 'In AWS',
    noVersion: 'none',
    reveal: 'Reveal values',
    hide: 'Hide values',
    changes: { same: 'unchanged', changed: 'changed', added: 'added', removed: 'removed', absent: 'not there' },
    take: (key: string) => `Which ${key} to keep`,
    takeLocal: 'Keep ours',
    takeRemote: 'Take theirs',
    save: 'Save the merge',
    chooseAll: (count: number) => `Choose for ${plural(count, 'more key')}.`,
    whole: 'These values have no keys in common, so one of them is taken whole.',
    mergeable: 'The two sides changed different keys, so both can be kept.',
    versionsKept: 'The other version stays in the history.',
    resolved: (name: string) => `${name} is resolved. The next plan carries it on.`,
    wholeValue: 'whole value',
    both: 'both changed it',
  },

  history: {
    none: 'No sync has run yet.',
    label: 'Sync runs',
    columns: { when: 'When', where: 'Target', by: 'Began', outcome: 'Outcome', steps: 'Steps', calls: 'Calls' },
    by: { user: 'by hand', save: 'after a save', timer: 'by the clock', network: 'network came back' },
    outcomes,
    steps: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)}`,
    took: (ms: number) => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`),
    details: (when: string) => `Details of the run of ${when}`,
    noSteps: 'There was nothing to do.',
  },

  vetting: {
    label: 'Vetting',
    approved: (ago: string) => `Approved for pushing ${ago}`,
    clean: 'The checks found nothing.',
    unvetted: 'Not approved: targets do not get this version yet.',
    unwanted: 'Not approved. No target waits for this version.',
    errors: (count: number) => plural(count, 'error'),
    warnings: (count: number) => plural(count, 'warning'),
    error: 'Error',
    warning: 'Warning',
    blocks: 'An error stands in the way. Edit the secret, then look again.',
    tick: (message: string) => `I have seen this: ${message}`,
    approve: 'Approve',
    done: (name: string) => `${name} is approved for pushing`,
    title: (name: string) => `Approve ${name}`,
    draft: 'Checks',
    draftClean: 'The checks find nothing wrong.',
  },

  chips: { unvetted: 'unvetted', conflict: 'conflict', due: 'due', overdue: 'overdue' },

  matrix: {
    label: 'Targets',
    none: 'No target takes this secret.',
    noneAdd: 'Add a target',
    target: 'Target',
    rows: {
      state: 'State',
      remoteName: 'Name there',
      stages: 'Versions',
      replicas: 'Replicas',
      rotation: 'AWS rotates it',
      checked: 'Looked at',
    },
    notChecked: 'not yet',
    noReplicas: 'none',
    notRotated: 'no',
    next: (when: string) => `next ${when}`,
    rotateNow: 'Rotate in AWS',
    rotating: (name: string, region: string) => `AWS rotates ${name} in ${region}. A plan brings the new version in.`,
    arnCopied: 'ARN copied',
    copyArn: (region: string) => `Copy the ARN in ${region}`,
    resolve: 'Resolve…',
  },
} as const
