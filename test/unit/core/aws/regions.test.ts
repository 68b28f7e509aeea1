import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isOptIn, listRegions, partitionOf, regionTitle } from '../../../../main/core/aws/regions.ts'
import { text } from '../../../../scripts/aws-regions.ts'

describe('the table of regions', () => {
  it('is what the installed SDK knows', () => {
    const file = readFileSync(join(import.meta.dirname, '../../../../main/core/aws/regions-data.ts'), 'utf8')
    expect(file).toBe(text)
  })

  it('names them, with partition and whether they have to be enabled', () => {
    const byId = new Map(listRegions().map((region) => [region.id, region]))
    expect(byId.get('eu-west-1')).toEqual({
      id: 'eu-west-1',
      title: 'Europe (Ireland)',
      partition: 'aws',
      optIn: false,
    })
    expect(byId.get('ap-east-2')).toMatchObject({ title: 'Asia Pacific (Taipei)', optIn: true })
    expect(byId.get('cn-north-1')).toMatchObject({ partition: 'aws-cn', optIn: false })
    expect([...byId.keys()].filter((id) => id.endsWith('-global'))).toEqual([])
    expect(listRegions().filter(({ partition, optIn }) => partition === 'aws' && !optIn)).toHaveLength(17)
  })
})

describe('a region that the table does not know', () => {
  it('belongs to the partition whose pattern it fits, and has to be enabled', () => {
    expect(partitionOf('eu-west-9')).toBe('aws')
    expect(partitionOf('us-gov-south-1')).toBe('aws-us-gov')
    expect(partitionOf('mars-north-1')).toBeNull()
    expect(isOptIn('eu-west-9')).toBe(true)
    expect(regionTitle('eu-west-9')).toBe('eu-west-9')
  })
})
