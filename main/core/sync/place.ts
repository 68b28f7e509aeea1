/** One target in one region: what a plan is made for and a base row belongs to. */

export interface Place {
  readonly target: string
  readonly region: string
}

/** Neither a target's name nor a region holds a line break. */
export const placeKey = ({ target, region }: Place): string => `${target}\n${region}`

/** The key of a record about one secret in one place. */
export const secretKey = (place: Place, name: string): string => `${placeKey(place)}\n${name}`
