/** `hour.csv` with its counts (casual, registered, cnt: the last three columns) multiplied by `factor`. */
export function scaleDemand(file: Uint8Array, factor: number): Uint8Array {
  const [header, ...rows] = new TextDecoder().decode(file).trimEnd().split(/\r?\n/)
  const scaled = rows.map((row) => {
    const cells = row.split(',')
    const casual = Math.round(Number(cells.at(-3)) * factor)
    const registered = Math.round(Number(cells.at(-2)) * factor)
    return [...cells.slice(0, -3), casual, registered, casual + registered].join(',')
  })
  return new TextEncoder().encode(`${[header, ...scaled].join('\n')}\n`)
}
