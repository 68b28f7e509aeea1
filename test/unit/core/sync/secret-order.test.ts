import { describe, expect, it } from 'vitest'
import { inPool } from '../../../../main/core/sync/pool.ts'
import { createSecretOrder } from '../../../../main/core/sync/secret-order.ts'

const ticks = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve()
}

describe('secrets of several places', () => {
  it('wait only where an earlier place has something to do with them', () => {
    const order = createSecretOrder([new Set(['a', 'b']), new Set(['b', 'c'])])
    expect([order.turn(0, 'a'), order.turn(0, 'b'), order.turn(1, 'c')]).toEqual([null, null, null])
    expect(order.turn(1, 'b')).toBeInstanceOf(Promise)
  })

  it('have their turn in the order of the places, whoever asked first', async () => {
    const order = createSecretOrder([new Set(['a']), new Set(['a']), new Set(['a'])])
    const had: number[] = []
    const work = async (place: number): Promise<void> => {
      await order.turn(place, 'a')
      had.push(place)
      await ticks(5)
      order.leave(place, 'a')
    }
    await Promise.all([work(2), work(1), work(0)])
    expect(had).toEqual([0, 1, 2])
  })

  it('do not wait for a place that has ended, whatever it had left', async () => {
    const order = createSecretOrder([new Set(['a', 'b']), new Set(['a', 'b'])])
    const turns = Promise.all([order.turn(1, 'a'), order.turn(1, 'b')])
    order.end(0)
    await turns
    expect(order.turn(1, 'a')).toBeNull()
  })
})

describe('a pool', () => {
  it('begins in order, and has so many at a time', async () => {
    const begun: number[] = []
    let now = 0
    let most = 0
    await inPool([5, 1, 4, 2, 3], 2, async (turns, index) => {
      begun.push(index)
      now += 1
      most = Math.max(most, now)
      await ticks(turns)
      now -= 1
    })
    expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2])
  })

  it('begins no more once it is over, and lets what was begun end', async () => {
    const ended: number[] = []
    const body = async (_: number, index: number): Promise<void> => {
      await ticks(3)
      ended.push(index)
    }
    await inPool([1, 2, 3, 4], 2, body, () => ended.length > 0)
    expect(ended).toEqual([0, 1])
  })

  it('throws what one threw when all the others have ended', async () => {
    const ended: number[] = []
    const body = async (_: number, index: number): Promise<void> => {
      if (index === 0) throw new Error('a bug')
      await ticks(4)
      ended.push(index)
    }
    await expect(inPool([1, 2, 3, 4], 2, body)).rejects.toThrow('a bug')
    expect(ended).toEqual([1])
  })
})
