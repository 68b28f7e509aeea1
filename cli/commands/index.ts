/** Every command, in the order of the help. */
import type { Command } from '../line/command.ts'
import { audit } from './audit.ts'
import { backup, backupLs } from './backup.ts'
import { completion } from './completion.ts'
import { describe } from './describe.ts'
import { doctor } from './doctor.ts'
import { edit } from './edit.ts'
import { endpointOff, endpointOn, endpointStatus } from './endpoint.ts'
import { endpointKeyAdd, endpointKeyLs, endpointKeyRm } from './endpoint-key.ts'
import { exportCommand } from './export.ts'
import { gen } from './gen.ts'
import { get } from './get.ts'
import { createHelp } from './help.ts'
import { importCommand } from './import.ts'
import { init } from './init.ts'
import { inject } from './inject.ts'
import { label } from './label.ts'
import { lock } from './lock.ts'
import { ls } from './ls.ts'
import { password } from './password.ts'
import { put } from './put.ts'
import { recover } from './recover.ts'
import { recoveryKit } from './recovery-kit.ts'
import { rekey } from './rekey.ts'
import { restore } from './restore.ts'
import { restoreBackup } from './restore-backup.ts'
import { rm } from './rm.ts'
import { rotationCalendar, rotationIcs, rotationTemplates } from './rotation-calendar.ts'
import { rotationDue } from './rotation-due.ts'
import { rotationCancel, rotationConfirm, rotationResume, rotationRun } from './rotation-run.ts'
import { rotationSet } from './rotation-set.ts'
import { rotationHistory, rotationShow } from './rotation-show.ts'
import { rotationOff, rotationSnooze } from './rotation-snooze.ts'
import { run } from './run.ts'
import { salvage } from './salvage.ts'
import { sshAgentOff, sshAgentOn, sshAgentStatus } from './ssh-agent.ts'
import { status } from './status.ts'
import { syncApply } from './sync-apply.ts'
import { syncCancel } from './sync-cancel.ts'
import { syncHistory } from './sync-history.ts'
import { syncPlan } from './sync-plan.ts'
import { syncResolve } from './sync-resolve.ts'
import { syncRotate } from './sync-rotate.ts'
import { syncStatus } from './sync-status.ts'
import { tag, untag } from './tag.ts'
import { targetAdd, targetChange, targetLs, targetRm } from './target.ts'
import { targetCheck } from './target-check.ts'
import { targetProfiles, targetRegions } from './target-choices.ts'
import { unlock } from './unlock.ts'
import { versions } from './versions.ts'
import { vet } from './vet.ts'

export const commands: readonly Command[] = [
  init,
  unlock,
  lock,
  status,
  ls,
  get,
  put,
  gen,
  edit,
  describe,
  tag,
  untag,
  versions,
  label,
  rm,
  restore,
  run,
  inject,
  importCommand,
  exportCommand,
  rotationSet,
  rotationShow,
  rotationDue,
  rotationRun,
  rotationConfirm,
  rotationResume,
  rotationCancel,
  rotationSnooze,
  rotationOff,
  rotationHistory,
  rotationCalendar,
  rotationIcs,
  rotationTemplates,
  vet,
  targetAdd,
  targetChange,
  targetLs,
  targetCheck,
  targetRm,
  targetProfiles,
  targetRegions,
  syncPlan,
  syncApply,
  syncStatus,
  syncResolve,
  syncRotate,
  syncHistory,
  syncCancel,
  endpointOn,
  endpointOff,
  endpointStatus,
  endpointKeyAdd,
  endpointKeyLs,
  endpointKeyRm,
  sshAgentOn,
  sshAgentOff,
  sshAgentStatus,
  audit,
  backup,
  backupLs,
  restoreBackup,
  doctor,
  salvage,
  password,
  recoveryKit,
  recover,
  rekey,
  completion,
  createHelp(() => commands),
]
