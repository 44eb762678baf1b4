import type { ModelCard } from '../runtime/workload.ts'

export const card: ModelCard = {
  intendedUse:
    'A first idea of what used cars are offered for, from make, model, year, distance, engine and condition, for people who sell or buy one.',
  data: 'Listings as people wrote them, of one currency; prices asked, not paid. Rows without a believable price or year, repeated rows and other currencies are dropped and counted.',
  limits:
    'The market of the listings and their time: prices of other countries and years are not known. Accidents, extras and service are not in the data unless the condition says so. Makes and models with fewer than three listings count as unknown.',
  ethics:
    'No data of persons is used. Prices asked may carry what sellers of one place or platform expect; a price that is read out as the right one moves the market it was learnt from.',
}
