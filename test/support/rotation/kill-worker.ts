/**
 * Rotates a secret in a process of its own, which ends itself as `kill -9` would at the given point: HOME NAME CONFIG
 * POINT. Goes on with the run that is there, or starts one, and confirms where it waits. Prints the state it ends in.
 */
import { rotatorConfig } from '../../../shared/rotation-model.ts'
import { actor, homeAt } from '../vault.ts'
import { realRotators, startEngine } from './engine.ts'
import { withPoints } from './points.ts'

const [folder = '', name = '', config = '', killAt = ''] = process.argv.slice(2)

const dieAt = (point: string): void => {
  if (point === killAt) process.kill(process.pid, 'SIGKILL')
}

const vault = await homeAt(folder).unlock()
const { engine, runs } = startEngine(vault, {
  rotators: withPoints(realRotators(), dieAt),
  onApprove: () => dieAt('before the move'),
})
console.log('begins')
if (runs.active(name) === null) await engine.start(actor, name, rotatorConfig.parse(JSON.parse(config)), 'user')
else engine.pickUp()
while (engine.isWorking(name)) await new Promise((resolve) => setTimeout(resolve, 5))
if (runs.active(name)?.state === 'waiting') await engine.confirm(actor, name)
const [last] = runs.past(name)
console.log(runs.active(name)?.message ?? runs.active(name)?.state ?? last?.state)
vault.close()
