import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histogramSamples, tally } from './tally.ts'

test('each bucket counts the observations up to its bound', () => {
  const bounds = [-1, 0, 2.5]
  fc.assert(
    fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true })), (values) => {
      const seen = tally(bounds)
      for (const value of values) seen.observe(value)
      const samples = histogramSamples('h', { route: '/a' }, seen)
      for (const le of bounds) {
        const bucket = samples.find(({ labels }) => labels.le === le)!
        expect(bucket.value).toBe(values.filter((value) => value <= le).length)
      }
      const [infinite, sum, count] = samples.slice(-3)
      expect(infinite).toEqual({
        metricName: 'h_bucket',
        labels: { route: '/a', le: '+Inf' },
        value: values.length,
      })
      expect(sum).toEqual({
        metricName: 'h_sum',
        labels: { route: '/a' },
        value: values.reduce((a, b) => a + b, 0),
      })
      expect(count.value).toBe(values.length)
    }),
  )
})
