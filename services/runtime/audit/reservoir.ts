/** A sample of bounded size, in which everything that was offered is as likely as any other. */
export interface Reservoir<Item> {
  /** Makes the item only if it is taken. */
  offer(make: () => Item): void
  /** How many have been offered since the last taking. */
  readonly offered: number
  /** What was kept since the last time; the reservoir is empty afterwards. */
  take(): { readonly items: readonly Item[]; readonly offered: number }
}

/** Algorithm R of Vitter, "Random sampling with a reservoir", ACM TOMS 11(1), 1985. */
export function reservoir<Item>(size: number, random: () => number = Math.random): Reservoir<Item> {
  let items: Item[] = []
  let offered = 0
  return {
    get offered() {
      return offered
    },
    offer(make) {
      offered++
      if (items.length < size) return void items.push(make())
      const place = Math.floor(random() * offered)
      if (place < size) items[place] = make()
    },
    take() {
      const taken = { items, offered }
      items = []
      offered = 0
      return taken
    },
  }
}
