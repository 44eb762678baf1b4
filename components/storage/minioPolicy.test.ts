import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alsoReading, bucketPolicy, type Policy, prefixPolicy } from './minioPolicy.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{2,10}[a-z0-9]$/)
const key = fc.stringMatching(/^[a-z0-9/._-]{1,20}$/)

/** Whether a policy lets an action be done to `bucket`, or to `bucket/key`. */
function allows(policy: Policy, action: string, resource: string): boolean {
  const matching = policy.Statement.filter(
    ({ Action, Resource }) =>
      Action.some((pattern) => matches(pattern, action)) &&
      Resource.some((pattern) => matches(pattern, `arn:aws:s3:::${resource}`)),
  )
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow')
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+?^$()|[\]{}\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`).test(text)
}

describe('the policy of a bucket', () => {
  test('lets its consumer read, write, list and delete within it', () => {
    fc.assert(
      fc.property(name, key, (bucket, object) => {
        const policy = bucketPolicy(bucket)
        expect(allows(policy, 's3:ListBucket', bucket)).toBe(true)
        for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'])
          expect(allows(policy, action, `${bucket}/${object}`)).toBe(true)
      }),
    )
  })

  test('lets it do nothing to another bucket, and nothing to the bucket itself', () => {
    fc.assert(
      fc.property(name, name, key, (bucket, other, object) => {
        fc.pre(bucket !== other)
        const policy = bucketPolicy(bucket)
        for (const action of ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:DeleteObject']) {
          expect(allows(policy, action, other)).toBe(false)
          expect(allows(policy, action, `${other}/${object}`)).toBe(false)
        }
        for (const action of ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:CreateBucket', 'admin:CreateUser'])
          expect(allows(policy, action, bucket)).toBe(false)
      }),
    )
  })
})

test('reading other buckets besides is reading and listing all of them, and changing nothing there', () => {
  fc.assert(
    fc.property(name, name, key, (bucket, other, object) => {
      fc.pre(bucket !== other)
      const policy = alsoReading(bucketPolicy(bucket), [other])
      expect(allows(policy, 's3:PutObject', `${bucket}/${object}`)).toBe(true)
      expect(allows(policy, 's3:ListBucket', other)).toBe(true)
      expect(allows(policy, 's3:GetObject', `${other}/${object}`)).toBe(true)
      for (const action of ['s3:PutObject', 's3:DeleteObject'])
        expect(allows(policy, action, `${other}/${object}`)).toBe(false)
      expect(policy.Statement.filter(({ Condition }) => Condition !== undefined)).toEqual([])
      expect(alsoReading(bucketPolicy(bucket), [])).toEqual(bucketPolicy(bucket))
    }),
  )
})

describe('the policy of a reader', () => {
  test('lets it read below the prefix in its buckets, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
        name,
        key,
        (buckets, other, object) => {
          fc.pre(!buckets.includes(other))
          const policy = prefixPolicy(buckets, 'mlflow/')
          for (const bucket of buckets) {
            expect(allows(policy, 's3:GetObject', `${bucket}/mlflow/${object}`)).toBe(true)
            expect(allows(policy, 's3:GetObject', `${bucket}/data/${object}`)).toBe(false)
            expect(allows(policy, 's3:PutObject', `${bucket}/mlflow/${object}`)).toBe(false)
          }
          expect(allows(policy, 's3:GetObject', `${other}/mlflow/${object}`)).toBe(false)
        },
      ),
    )
  })

  test('lets it list only below the prefix', () => {
    const [list] = prefixPolicy(['bikes'], 'mlflow/').Statement
    expect(list.Action).toEqual(['s3:ListBucket'])
    expect(list.Condition).toEqual({ StringLike: { 's3:prefix': ['mlflow/*'] } })
  })

  test('lets it read nothing where there is no bucket', () => {
    expect(allows(prefixPolicy([], 'mlflow/'), 's3:GetObject', 'bikes/mlflow/x')).toBe(false)
  })
})
