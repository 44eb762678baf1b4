const manners = (
  'Silent Golden Broken Distant Burning Hidden Frozen Crooked Velvet Wandering Final Paper Hollow Restless ' +
  'Scarlet Sleeping Forgotten Electric Gentle Bitter Glass Midnight Savage Lonely Borrowed Endless Iron Painted ' +
  'Secret Stolen Tender Twisted Northern Southern Crystal Faithful Reckless Patient Copper Humble Quiet Wild'
).split(' ')
const things = (
  'River Harbour Garden Letter Summer Winter Mountain Bridge Window Orchard Station Island Mirror Train Lighthouse ' +
  'Kitchen Valley Promise Machine Shadow Desert Circus Voyage Piano Tower Forest Market Kingdom Umbrella Factory ' +
  'Journey Clock Sparrow Planet Detective Library Carnival Storm Avenue Lantern Theatre'
).split(' ')

/** The title of a movie that does not exist; the first 1,722 have titles of their own. */
export function inventedTitle(movie: number): string {
  const manner = manners[movie % manners.length]
  const thing = things[(movie + Math.floor(movie / manners.length)) % things.length]
  return `The ${manner} ${thing} (${1940 + ((movie * 37) % 58)})`
}
