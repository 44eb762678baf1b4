const pattern = /^[a-z0-9]+([.-][a-z0-9]+)*(:(?<port>\d{1,5}))?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/

/** Whether a text names a registry, with a port and a project if it needs them: `harbor.example.org:5000/mirror`. */
export function isRegistry(text: string): boolean {
  const found = pattern.exec(text)
  const port = Number(found?.groups?.port ?? 443)
  return found !== null && port >= 1 && port <= 65535
}
