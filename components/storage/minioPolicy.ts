/** An IAM policy document, as MinIO reads it. */
export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Effect: 'Allow' | 'Deny'
    readonly Action: readonly string[]
    readonly Resource: readonly string[]
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  }[]
}

const arn = 'arn:aws:s3:::'

/** Everything within these buckets, but not their own deletion or policy. */
export function bucketPolicy(...buckets: readonly string[]): Policy {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        Resource: buckets.map((bucket) => arn + bucket),
      },
      {
        Effect: 'Allow',
        Action: [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
          's3:ListMultipartUploadParts',
        ],
        Resource: buckets.map((bucket) => `${arn}${bucket}/*`),
      },
    ],
  }
}

/** The same, and reading and listing all of some other buckets. */
export function alsoReading(policy: Policy, buckets: readonly string[]): Policy {
  if (buckets.length === 0) return policy
  return { ...policy, Statement: [...policy.Statement, ...prefixPolicy(buckets, '').Statement] }
}

/**
 * Reading and listing what lies below `prefix` (with its last slash; all, when it is empty) in each bucket; nothing,
 * where there is none.
 */
export function prefixPolicy(buckets: readonly string[], prefix: string): Policy {
  if (buckets.length === 0)
    return {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: ['s3:*'], Resource: [`${arn}*`] }],
    }
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: buckets.map((bucket) => arn + bucket),
        // Who may list all need not name a prefix.
        ...(prefix === '' ? {} : { Condition: { StringLike: { 's3:prefix': [`${prefix}*`] } } }),
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: buckets.map((bucket) => `${arn}${bucket}/${prefix}*`),
      },
    ],
  }
}
