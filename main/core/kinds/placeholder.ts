/** What documentation and templates put where a secret belongs, once upper case and separators are taken away. */
const words: ReadonlySet<string> = new Set(
  `changeme changeit changethis changemenow replaceme replacethis replacewithyourkey fillme fillmein fillin
  placeholder example examplekey examplesecret examplepassword sample dummy fake mock test testing tobedone todo tbd tba
  none null nil undefined na nan unset empty notset yourkey yourapikey yoursecret yourpassword yourtoken mypassword
  mysecret mysecretkey mytoken myapikey secret supersecret secretkey topsecret apikey token accesstoken password
  passwd pass passphrase insertkeyhere keyhere secrethere tokenhere passwordhere foo bar foobar baz lorem
  redacted removed hidden masked censored yoursecrethere yourtokenhere yourkeyhere`.split(/\s+/),
)

const patterns: readonly RegExp[] = [
  // <your key>, {{ key }}, ${KEY}, %KEY%, [key], __KEY__
  /^<[^<>]*>$|^\{\{[^{}]*\}\}$|^\$\{[^{}]*\}$|^\$\([^()]*\)$|^%[A-Za-z_]+%$|^\[[A-Za-z _-]+\]$|^__[A-Za-z_]+__$/,
  // xxxx, ****, ...., ----, 0000, and behind a prefix: sk_live_xxxxxxxx
  /^(.)\1{2,}$/s,
  /[xX*•.]{8,}$/,
  /^[xX*•.]{4,}/,
  // your-api-key-here, your_token, insert-…-here, replace-with-…
  /^(?:your|my|insert|replace|enter|put|add|paste)[\s_-].*(?:key|secret|token|password|value|here|pass)$/i,
  /(?:^|[\s_-])(?:goes|here)$/i,
  /^(?:1234567890|0123456789|abcdefghij|123456789abcdef|deadbeef)+/i,
]

/** Values printed in documentation: AWS's, Stripe's and jwt.io's own examples. Anybody has them. */
const published = /EXAMPLE(?:KEY)?$|^sk_test_4eC39HqLyjWDarjtT1zdp7dc$|SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c$/

/** Longer texts are values; the patterns would take long over them. */
const longestPlaceholder = 400

/** True when a text stands where a secret should be. Empty text is not: it says so itself. */
export function isPlaceholder(text: string): boolean {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > longestPlaceholder) return false
  const plain = trimmed.toLowerCase().replace(/[\s_.!-]/g, '')
  return words.has(plain) || published.test(trimmed) || patterns.some((pattern) => pattern.test(trimmed))
}
