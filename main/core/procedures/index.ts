/** Every call of the contract and its body. */
import { attentionProcedures } from './attention.ts'
import type { Procedures } from './context.ts'
import { draftProcedures } from './drafts.ts'
import { endpointProcedures } from './endpoint.ts'
import { keychainProcedures } from './keychain.ts'
import { lifeProcedures } from './life.ts'
import { rotationProcedures } from './rotation.ts'
import { secretProcedures } from './secrets.ts'
import { settingsProcedures } from './settings.ts'
import { sshAgentProcedures } from './ssh-agent.ts'
import { syncProcedures } from './sync.ts'
import { totpProcedures } from './totp.ts'
import { transferProcedures } from './transfer.ts'
import { vaultProcedures } from './vault.ts'

export const procedures: Procedures = {
  ...vaultProcedures,
  ...lifeProcedures,
  ...draftProcedures,
  ...endpointProcedures,
  ...keychainProcedures,
  ...secretProcedures,
  ...totpProcedures,
  ...settingsProcedures,
  ...syncProcedures,
  ...rotationProcedures,
  ...attentionProcedures,
  ...transferProcedures,
  ...sshAgentProcedures,
}
