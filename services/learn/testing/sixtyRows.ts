/** Three numbers of each of 60 rows, on which peers were fitted. */
export const sixtyRows = Array.from({ length: 60 }, (_, i) => [
  ((i * 37) % 59) / 30 - 1,
  ((i * 23) % 53) / 26 - 1,
  ((i * 7) % 11) / 5 - 1,
])

/** What the classes are cut from. */
export const sums = sixtyRows.map(([x, y, z], i) => 1.5 * x - y + 0.3 * z + 0.4 * Math.sin(i * 1.7))

export const twoClasses = sums.map((sum) => (sum > 0.1 ? 1 : 0))

export const threeClasses = sums.map((sum) => (sum < -0.5 ? 0 : sum < 0.6 ? 1 : 2))
