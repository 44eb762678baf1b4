import { bucketPolicy, type Policy, prefixPolicy } from './minioPolicy.ts'

/** A user who reads what lies below a prefix of a bucket. */
export interface BucketReader {
  readonly user: string
  readonly prefix: string
}

interface BucketPolicy extends Policy {
  readonly Statement: readonly (Policy['Statement'][number] & {
    readonly Principal: { readonly AWS: readonly string[] }
  })[]
}

/** Who may do what with a bucket: its consumer, and its readers. */
export function cephBucketPolicy(
  bucket: string,
  readers: readonly BucketReader[],
  consumer = bucket,
): BucketPolicy {
  const given = ({ Version, Statement }: Policy, user: string): BucketPolicy => ({
    Version,
    Statement: Statement.map((statement) => ({
      ...statement,
      Principal: { AWS: [`arn:aws:iam:::user/${user}`] },
    })),
  })
  const own = given(bucketPolicy(bucket), consumer)
  const others = readers.map(({ user, prefix }) => given(prefixPolicy([bucket], prefix), user))
  return { ...own, Statement: [own, ...others].flatMap(({ Statement }) => Statement) }
}
