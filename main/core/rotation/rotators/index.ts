/** All rotators. Drivers and SDK clients are loaded when a step first needs them, never at start. */
import type { ConnectIam } from '../iam.ts'
import type { Rotators } from '../rotator.ts'
import { createAwsIamRotator } from './aws-iam-access-key.ts'
import { commandRotator } from './command.ts'
import { generateRotator } from './generate.ts'
import { mysqlRotator } from './mysql.ts'
import { postgresRotator } from './postgres.ts'
import { sshKeyRotator } from './ssh-key.ts'

export const createRotators = ({ connectIam }: { readonly connectIam: ConnectIam }): Rotators => ({
  generate: generateRotator,
  'ssh-key': sshKeyRotator,
  postgres: postgresRotator,
  mysql: mysqlRotator,
  'aws-iam-access-key': createAwsIamRotator(connectIam),
  command: commandRotator,
})
