import type { Tensor } from '../runtime/workload/tensor.ts'
import type { Workload } from '../runtime/workload.ts'
import { clean } from './clean.ts'
import { evaluateModel } from './evaluate.ts'
import { generate } from './generate.ts'
import type { Interaction } from './interaction.ts'
import { type MoviesModel, rate, trainModel } from './model.ts'
import { decodeMovies, encodeMovies } from './modelFile.ts'
import { pack } from './pack.ts'
import { type Algorithm, type MoviesParameters, parametersOf } from './parameters.ts'
import { reportOf } from './report.ts'
import { predictRoute, type RecommendRequest, type RecommendResponse, recommendRoute } from './routes.ts'
import { splitByUser } from './split.ts'

type MoviesWorkload = Workload<Interaction, MoviesModel, RecommendRequest, RecommendResponse>

function workloadOf(name: string, algorithm: Algorithm, summary: string): MoviesWorkload {
  return {
    name,
    title: `Movies for each user (${algorithm.toUpperCase()})`,
    summary,
    owner: 'recommendations',
    data: { file: 'movies/ratings.csv', mediaType: 'text/csv', pack, generate: (seed) => generate(seed) },
    clean,
    training: {
      parameters: parametersOf(algorithm),
      resources: {
        requests: { cpu: '300m', memory: '384Mi' },
        limits: { memory: '1536Mi' },
      },
      timeoutSeconds: 1800,
      split: splitByUser,
      train: (interactions, given) => trainModel(interactions, algorithm, given as MoviesParameters),
      evaluate: evaluateModel,
      tune: {
        space: {
          factors: [10, 20, 50, 100, 200],
          epochs: [10, 20, 30, 50],
          learningRate: [0.002, 0.005, 0.007, 0.01, 0.02],
          regularisation: [0.01, 0.02, 0.05, 0.1],
          popularity: [0, 0.3, 0.7, 1, 2],
        },
      },
      report: reportOf,
    },
    gate: {
      metric: 'rmse',
      better: 'lower',
      minimumGain: 0.001,
      bounds: { rmse: { max: 1.3 } },
    },
    encode: encodeMovies,
    decode: (bytes) => decodeMovies(bytes, algorithm),
    serving: {
      inputs: [
        { name: 'user', datatype: 'BYTES', shape: [-1] },
        { name: 'movie', datatype: 'BYTES', shape: [-1] },
      ],
      outputs: [{ name: 'rating', datatype: 'FP64', shape: [-1] }],
      infer(model, [users, movies]) {
        const ids = movies.data as readonly string[]
        const data = Float64Array.from(users.data as readonly string[], (user, n) =>
          rate(model, user, ids[n]),
        )
        return [{ name: 'rating', datatype: 'FP64', shape: [data.length], data }] satisfies Tensor[]
      },
      routes: [recommendRoute, predictRoute],
      predictions: ([rating]) => rating.data as Float64Array,
      predictionBuckets: [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5],
      personal: ['user', 'watched'],
      replicas: 2,
      resources: {
        requests: { cpu: '50m', memory: '128Mi' },
        limits: { memory: '256Mi' },
      },
    },
    card: {
      intendedUse:
        'Which movies to show a user next, and how many stars they would give one. A list is a proposal beside search and new releases, not the only way to a movie.',
      data: 'Who rated or watched which movie when; of each user the last fifth was held back for the scores. Users are ids: nothing else about them is read.',
      limits:
        'Movies and users that are not in the ratings are unknown until the next training: a new user gets what most watch, or, by SVD++, what fits the movies they name. People rate what they chose to see, so stars expected of movies that nobody like them has seen are too high. Lists lean to what many have seen, as far as the parameter popularity says.',
      ethics:
        'What someone watches can tell their faith, health or politics: ids and watched movies are masked in every log, and lists must be shown to their user alone. Watch the coverage: a list that always shows the same movies makes them more seen yet.',
    },
  }
}

/** Recommendations that also learn from what was seen and not rated. */
export const movies = workloadOf(
  'movies',
  'svd++',
  'Ratings expected and lists of unseen movies, from ratings and views; matrix factorisation by SVD++',
)

/** The same by ratings alone. */
export const moviesSvd = workloadOf(
  'movies-svd',
  'svd',
  'Ratings expected and lists of unseen movies, from ratings; matrix factorisation by SVD with biases',
)
