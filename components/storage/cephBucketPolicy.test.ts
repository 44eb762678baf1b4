import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cephBucketPolicy } from './cephBucketPolicy.ts'
import { bucketPolicy } from './minioPolicy.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{2,10}[a-z0-9]$/)
const readers = fc.uniqueArray(
  name.map((user) => ({ user, prefix: `${user}/` })),
  {
    selector: ({ user }) => user,
  },
)
const userOf = (statement: { readonly Principal: { readonly AWS: readonly string[] } }) =>
  statement.Principal.AWS.map((arn) => arn.replace('arn:aws:iam:::user/', ''))

test('a bucket gives its consumer what MinIO gives it, and names nobody but the consumer and the readers', () => {
  fc.assert(
    fc.property(name, readers, (bucket, others) => {
      fc.pre(others.every(({ user }) => user !== bucket))
      const { Statement } = cephBucketPolicy(bucket, others)
      const own = Statement.filter((statement) => userOf(statement).includes(bucket))
      expect(own.map(({ Principal: _, ...rest }) => rest)).toEqual(bucketPolicy(bucket).Statement)
      const named = new Set(Statement.flatMap(userOf))
      expect([...named].toSorted()).toEqual([bucket, ...others.map(({ user }) => user)].toSorted())
    }),
  )
})

test('a reader of a bucket writes nothing, and reads below its prefix only', () => {
  fc.assert(
    fc.property(name, name, (bucket, user) => {
      fc.pre(bucket !== user)
      const { Statement } = cephBucketPolicy(bucket, [{ user, prefix: 'models/' }])
      const given = Statement.filter((statement) => userOf(statement).includes(user))
      expect(given.flatMap(({ Action }) => Action)).toEqual(['s3:ListBucket', 's3:GetObject'])
      const [list, get] = given
      expect(list.Condition).toEqual({ StringLike: { 's3:prefix': ['models/*'] } })
      expect(get.Resource).toEqual([`arn:aws:s3:::${bucket}/models/*`])
    }),
  )
})
