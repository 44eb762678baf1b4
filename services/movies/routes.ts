import { z } from 'zod'
import type { Route } from '../runtime/workload.ts'
import { rowOf } from './idTable.ts'
import { idFault, scale } from './interaction.ts'
import { type MoviesModel, rate } from './model.ts'
import { recommendTo } from './recommend.ts'

const id = z
  .string()
  .refine((text) => idFault(text) === undefined, 'must be an id of 1 to 64 visible characters')
const rating = z.number().describe(`stars expected, from ${scale.lowest} to ${scale.highest} at most`)

const recommendRequest = z.strictObject({
  user: id.describe(
    'id of the user, as in the ratings; an unknown one gets what fits what they have watched',
  ),
  count: z.int().min(1).max(100).default(10).describe('length of the list, at most'),
  watched: z
    .array(id)
    .max(1000)
    .default([])
    .describe('ids of movies watched since the training: they are left out, and tell of an unknown user'),
})

const recommendResponse = z.strictObject({
  user: z.string(),
  basis: z
    .enum(['ratings', 'seen', 'popularity'])
    .describe(
      "what the list is made from: the user's ratings, what an unknown user has watched, what most watch",
    ),
  recommendations: z
    .array(z.strictObject({ movie: z.string(), rating }))
    .describe('the best first; nothing that the user has seen'),
})

export type RecommendRequest = z.output<typeof recommendRequest>
export type RecommendResponse = z.output<typeof recommendResponse>

export const recommendRoute: Route<MoviesModel, RecommendRequest, RecommendResponse> = {
  path: '/recommend',
  summary: 'Movies that a user has not seen, the best first',
  request: recommendRequest,
  response: recommendResponse,
  example: { user: '196', count: 10, watched: [] },
  predict: (model, { user, count, watched }) => ({ user, ...recommendTo(model, user, watched, count) }),
  predictions: ({ recommendations }) => recommendations.map(({ rating }) => rating),
}

const predictRequest = z.strictObject({
  user: id.describe('id of the user, as in the ratings'),
  movie: id.describe('id of the movie, as in the ratings'),
})

const predictResponse = z.strictObject({
  user: z.string(),
  movie: z.string(),
  rating,
  knownUser: z.boolean().describe('whether the model has seen the user; if not, what others give counts'),
  knownMovie: z
    .boolean()
    .describe('whether the model has seen the movie; if not, what the user gives counts'),
})

export const predictRoute: Route<
  MoviesModel,
  z.output<typeof predictRequest>,
  z.output<typeof predictResponse>
> = {
  path: '/predict',
  summary: 'Stars that a user is expected to give a movie',
  request: predictRequest,
  response: predictResponse,
  example: { user: '196', movie: '242' },
  predict: (model, { user, movie }) => ({
    ...{ user, movie, rating: rate(model, user, movie) },
    knownUser: rowOf(model.users, user) >= 0,
    knownMovie: rowOf(model.movies, movie) >= 0,
  }),
  predictions: ({ rating }) => [rating],
}
