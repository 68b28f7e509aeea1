/** Where secrets of the vault are in AWS's terms: an account nobody has, and the region printed where none is asked. */

/** Answers where no target is linked. AWS gives no such number to anybody. */
export const LOCAL_ACCOUNT = '000000000000'

/** Any region is answered by the local endpoint; this one goes into what is printed. */
export const LOCAL_REGION = 'us-east-1'

/** `suffix`: the six characters that a secret keeps for life. The endpoint answers with the same ARN in this region. */
export const localArn = (name: string, suffix: string): string =>
  `arn:aws:secretsmanager:${LOCAL_REGION}:${LOCAL_ACCOUNT}:secret:${name}-${suffix}`
