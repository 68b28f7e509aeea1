/**
 * Plans that were made and may be applied as they were read. Several, because several may plan at once: a script, the window,
 * another terminal. What a sync changed ends the others, which were made from what is no more.
 */
import type { Look } from './look.ts'

export interface KeptPlan {
  readonly planId: string
  readonly looks: readonly Look[]
}

export interface KeptPlans {
  keep(plan: KeptPlan): void
  /** The plan, which is kept no longer: each is applied once. */
  take(planId: string): KeptPlan | undefined
  clear(): void
}

const mostPlans = 8
/** Secrets in all of them together, here and in AWS; the newest is kept whatever it holds. */
const mostSecrets = 20_000

export function createKeptPlans(): KeptPlans {
  /** Newest first. */
  let plans: readonly KeptPlan[] = []
  return {
    keep: (plan) => {
      plans = [plan, ...plans].slice(0, mostPlans)
      while (plans.length > 1 && secretsIn(plans) > mostSecrets) plans = plans.slice(0, -1)
    },
    take: (planId) => {
      const found = plans.find((plan) => plan.planId === planId)
      plans = plans.filter((plan) => plan !== found)
      return found
    },
    clear: () => {
      plans = []
    },
  }
}

const secretsIn = (plans: readonly KeptPlan[]): number =>
  plans.flatMap(({ looks }) => looks).reduce((sum, { input }) => sum + input.locals.length + input.remotes.length, 0)
