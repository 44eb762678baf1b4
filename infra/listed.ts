/** `a, b and 3 more`: the first `shown` names, and how many there are besides. */
export function listed(names: readonly string[], shown: number): string {
  const more = names.length - shown
  return more > 0 ? `${names.slice(0, shown).join(', ')} and ${more} more` : names.join(', ')
}
