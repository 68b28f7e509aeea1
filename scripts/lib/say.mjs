/**
 * One line on stderr, so that a script's stdout stays its answer.
 * @param {string} topic what is being set up or checked, the same word every time
 * @param {string} text one line, no trailing newline
 */
export const say = (topic, text) => {
  process.stderr.write(`${topic}: ${text}\n`)
}
