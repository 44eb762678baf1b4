import { z } from 'zod'
import type { Route } from '../runtime/workload/serving.ts'
import { rowOf } from './idTable.ts'
import { idFault, scale } from './interaction.ts'
import { type MoviesModel, rate, titleOf } from './model.ts'
import { recommendTo } from './recommend.ts'

const id = z
  .string()
  .refine((text) => idFault(text) === undefined, 'must be an id of 1 to 64 visible characters')
const rating = z.number().describe(`stars expected, from ${scale.lowest} to ${scale.highest} at most`)
const title = z.string().optional().describe('of the movie, where the ratings came with titles')
const rounded = (value: number, digits: number) => Number(value.toFixed(digits))

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
    .array(
      z.strictObject({
        ...{ movie: z.string(), title },
        score: z
          .number()
          .describe(
            'what the list is sorted by: stars expected, less what little-known movies lose; where popularity is the basis, the share of users who have seen it',
          ),
        rating,
      }),
    )
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
  predict(model, { user, count, watched }) {
    const { basis, recommendations } = recommendTo(model, user, watched, count)
    return {
      ...{ user, basis },
      recommendations: recommendations.map(({ score, rating, ...movie }) => ({
        ...movie,
        ...{ score: rounded(score, 3), rating: rounded(rating, 2) },
      })),
    }
  },
  predictions: ({ recommendations }) => recommendations.map(({ rating }) => rating),
}

const predictRequest = z.strictObject({
  user: id.describe('id of the user, as in the ratings'),
  movie: id.describe('id of the movie, as in the ratings'),
})

const predictResponse = z.strictObject({
  user: z.string(),
  ...{ movie: z.string(), title },
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
    ...{ user, movie, title: titleOf(model, rowOf(model.movies, movie)) },
    rating: rounded(rate(model, user, movie), 2),
    knownUser: rowOf(model.users, user) >= 0,
    knownMovie: rowOf(model.movies, movie) >= 0,
  }),
  predictions: ({ rating }) => [rating],
}
