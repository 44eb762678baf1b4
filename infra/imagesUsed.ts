import { imagesIn } from '../components/mirror.ts'

/** Names of objects by the images that they use, those of releases too. */
export type ImagesUsed = ReadonlyMap<string, ReadonlySet<string>>

let collected: Map<string, Set<string>> | undefined

/** What each object of the program's next runs in this process uses is noted in what is returned. */
export function collectImages(): ImagesUsed {
  collected = new Map()
  return collected
}

/** @param name of the object, as `Deployment prod-mlflow/mlflow` */
export function noteImages(object: object, name: string): void {
  if (collected === undefined) return
  for (const image of imagesIn(object)) {
    const users = collected.get(image) ?? new Set()
    collected.set(image, users.add(name))
  }
}
