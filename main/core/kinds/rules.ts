import type { Kind } from '../../../shared/model.ts'
import { apiKeyRules } from './api-key.ts'
import { awsCredentialsRules } from './aws-credentials.ts'
import { certificateRules } from './certificate.ts'
import { databaseRules } from './database.ts'
import { encryptionKeyRules } from './encryption-key.ts'
import { envSetRules } from './env-set.ts'
import type { KindRules } from './kind-rules.ts'
import { loginRules } from './login.ts'
import { noteRules } from './note.ts'
import { oauthTokenRules } from './oauth-token.ts'
import { sshKeyRules } from './ssh-key.ts'

export const rulesByKind: Readonly<Record<Kind, KindRules>> = {
  'api-key': apiKeyRules,
  'ssh-key': sshKeyRules,
  database: databaseRules,
  'aws-credentials': awsCredentialsRules,
  certificate: certificateRules,
  'encryption-key': encryptionKeyRules,
  'oauth-token': oauthTokenRules,
  'env-set': envSetRules,
  login: loginRules,
  note: noteRules,
}
