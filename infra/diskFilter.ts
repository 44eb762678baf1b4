/**
 * Whether a pattern is one of whole names of disks: a disk that is taken is overwritten, and `^sda|sdb$` would take `sda1`
 * too. Rook reads it by Go's syntax, which has no lookaround and no references back.
 */
export function isDiskFilter(text: string): boolean {
  const unescaped = text.replaceAll(/\\\D/g, '').replaceAll(/\[[^\]]*\]/g, '')
  if (/\\\d|\(\?[^:]/.test(unescaped) || outsideOfGroups(unescaped).includes('|')) return false
  try {
    return /^\^\S+\$$/.test(text) && new RegExp(text) !== undefined
  } catch {
    return false
  }
}

function outsideOfGroups(pattern: string): string {
  const outer = pattern.replaceAll(/\([^()]*\)/g, '')
  return outer === pattern ? pattern : outsideOfGroups(outer)
}
