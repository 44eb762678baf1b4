/** Every image that the platform runs. */
export const imageNames = [
  'services',
  'minio',
  'mc',
  'mlflow',
  'prometheus',
  'alertmanager',
  'loki',
  'collector',
  'pypi',
  'kafka',
  'haproxy',
] as const

export type ImageName = (typeof imageNames)[number]

/**
 * The one way in which an image is named: by what it contains, so that a reference never comes to mean another image.
 * @param registry host and, if it needs one, port and project, as `registry:5000` or `harbor.example/platform`
 * @param digest `sha256:` and 64 hexadecimal digits
 */
export function imageReference(registry: string, name: string, digest: string): string {
  if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/.test(registry)) {
    throw new Error(
      `${JSON.stringify(registry)} is no registry: write host:port, or host/project, without a scheme`,
    )
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new Error(
      `${JSON.stringify(digest)} is no digest of image ${name}: sha256: and 64 hexadecimal digits are`,
    )
  }
  return `${registry}/atoll/${name}@${digest}`
}
