/** Every image that the platform runs. */
export const imageNames = ['services', 'minio', 'mc', 'mlflow', 'prometheus'] as const

export type ImageName = (typeof imageNames)[number]
