export interface ApiKeyIssuer {
  readonly issuer: string
  /** Matches the whole key. Prefixes and alphabets as the issuers document them; lengths only where they are fixed. */
  readonly pattern: RegExp
}

const key = (issuer: string, source: string): ApiKeyIssuer => ({ issuer, pattern: new RegExp(`^(?:${source})$`) })

/** More particular patterns first: the first match names the issuer. */
export const apiKeyIssuers: readonly ApiKeyIssuer[] = [
  key('AWS', '(?:AKIA|ASIA)[A-Z2-7]{16}'),
  key('AWS Bedrock', 'ABSK[A-Za-z0-9+/]{60,}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{40,}'),
  key('GitHub', 'gh[pousr]_[A-Za-z0-9._-]{30,}|github_pat_[A-Za-z0-9_]{22,}'),
  key('GitLab', 'gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt|ffct)-[A-Za-z0-9_.=-]{16,}'),
  key('Bitbucket', 'ATBB[A-Za-z0-9]{24,}|ATCTT3[A-Za-z0-9_=-]{100,}'),
  key('Atlassian', 'ATATT3[A-Za-z0-9_=-]{100,}'),
  key('Slack', 'xox[abeoprs]-[A-Za-z0-9-]{10,}|xoxe\\.xox[bp]-[A-Za-z0-9-]{10,}|xapp-\\d-[A-Za-z0-9-]{10,}'),
  key('Slack', 'https://hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,}'),
  key('Stripe', '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,}'),
  key('Anthropic', 'sk-ant-[A-Za-z0-9_-]{20,}'),
  key('OpenRouter', 'sk-or-v1-[a-f0-9]{40,}'),
  key('OpenAI', 'sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}|sk-[A-Za-z0-9]{32,}'),
  key('Google', 'AIza[A-Za-z0-9_-]{35}|AQ\\.[A-Za-z0-9_-]{30,}'),
  key('Google OAuth', 'GOCSPX-[A-Za-z0-9_-]{28}|ya29\\.[A-Za-z0-9_.-]{20,}'),
  key('Groq', 'gsk_[A-Za-z0-9]{32,}'),
  key('Perplexity', 'pplx-[A-Za-z0-9]{32,}'),
  key('Replicate', 'r8_[A-Za-z0-9]{30,}'),
  key('xAI', 'xai-[A-Za-z0-9]{40,}'),
  key('SendGrid', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,}'),
  key('Mailgun', 'key-[a-f0-9]{32}'),
  key('Mailchimp', '[a-f0-9]{32}-us\\d{1,2}'),
  key('Brevo', 'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  key('Postman', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  key('Resend', 're_[A-Za-z0-9_]{20,}'),
  key('Twilio', '(?:SK|AC)[a-f0-9]{32}'),
  key('npm', 'npm_[A-Za-z0-9]{36}'),
  key('PyPI', 'pypi-[A-Za-z0-9_-]{50,}'),
  key('RubyGems', 'rubygems_[a-f0-9]{48}'),
  key('crates.io', 'cio[A-Za-z0-9]{32}'),
  key('Docker Hub', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}'),
  key('DigitalOcean', 'do[oprs]_v1_[a-f0-9]{64}'),
  key('Heroku', 'HRKU-[A-Za-z0-9_-]{30,}'),
  key('Fly.io', 'FlyV1 \\S{40,}|fo1_[A-Za-z0-9_-]{40,}'),
  key('Vercel', 'vc[pikar]_[A-Za-z0-9]{24,}|vercel_blob_rw_[A-Za-z0-9_]{20,}'),
  key('Netlify', 'nf[pcub]_[A-Za-z0-9]{36,}'),
  key('Supabase', 'sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,}'),
  key('PlanetScale', 'pscale_(?:tkn|oauth|pw|app)_[A-Za-z0-9_.=-]{32,}'),
  key('Neon', 'napi_[a-z0-9]{40,}'),
  key('HashiCorp Vault', 'hv[sbr]\\.[A-Za-z0-9_-]{20,}'),
  key('HCP Terraform', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,}'),
  key('Pulumi', 'pul-[a-f0-9]{40}'),
  key('Doppler', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{36,}'),
  key('1Password', 'ops_eyJ[A-Za-z0-9_=-]{100,}'),
  key('Databricks', 'dapi[a-f0-9]{32}(?:-\\d)?'),
  key('Grafana', 'gl(?:sa|c)_[A-Za-z0-9+/=_]{32,}'),
  key('New Relic', 'NRAK-[A-Z0-9]{27}|NRII-[A-Za-z0-9_-]{32}|[a-f0-9]{36}NRAL'),
  key('Sentry', 'sntr[ysu]u?_[A-Za-z0-9+/=_]{40,}'),
  key('Dynatrace', 'dt0[a-z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  key('PostHog', 'ph[xs]_[A-Za-z0-9]{40,}'),
  key('Linear', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}'),
  key('Notion', 'ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43}'),
  key('Airtable', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}'),
  key('Figma', 'fig[du]_[A-Za-z0-9_-]{40,}'),
  key('Asana', '\\d/\\d{10,}(?:/\\d{10,})?:[a-f0-9]{32}'),
  key('Hugging Face', '(?:hf|api_org)_[A-Za-z0-9]{30,}'),
  key('Shopify', 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'),
  key('Square', 'EAAA[A-Za-z0-9_-]{60}|sq0[a-z]{3}-[A-Za-z0-9_-]{22,43}'),
  key('Telegram', '\\d{8,10}:AA[A-Za-z0-9_-]{33}'),
  key('Discord', 'https://(?:canary\\.|ptb\\.)?discord(?:app)?\\.com/api/webhooks/\\d+/[A-Za-z0-9_-]{60,}'),
  key('Discord', '[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,}'),
  key('Facebook', 'EAA[A-Za-z]{1,3}[A-Za-z0-9]{80,}'),
  key('Tailscale', 'tskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}'),
  key('Cloudflare', 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}|cf(?:k|ut|at)_[A-Za-z0-9]{40,}'),
  key('age', 'AGE-SECRET-KEY-1[0-9A-Z]{58}'),
]

/** Who issued a key, by its shape; null for a shape nobody marks as theirs. */
export function findIssuer(text: string): string | null {
  return apiKeyIssuers.find(({ pattern }) => pattern.test(text))?.issuer ?? null
}
