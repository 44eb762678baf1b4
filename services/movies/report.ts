import { matrix } from '../learn/matrix.ts'
import { rootMeanSquaredError } from '../learn/metrics.ts'
import { nearestNeighbours } from '../learn/nearestNeighbours.ts'
import { topN } from '../learn/topN.ts'
import type { Plot, Report } from '../runtime/report/report.ts'
import { countOf, idAt, rowOf } from './idTable.ts'
import type { Interaction } from './interaction.ts'
import { type MoviesModel, rate, titleOf } from './model.ts'
import { seenBy } from './recommend.ts'

type Rated = Interaction & { readonly rating: number }

/** What the ratings look like, how far the model is off and for whom, and which movies it finds alike. */
export function reportOf(
  model: MoviesModel,
  { train, test }: { readonly train: readonly Interaction[]; readonly test: readonly Interaction[] },
): Report {
  const isRated = (interaction: Interaction): interaction is Rated => interaction.rating !== undefined
  const known = train.filter(isRated)
  const later = test.filter(isRated)
  const { users, movies, viewers } = model
  const perUser = Float64Array.from({ length: countOf(users) }, (_, user) => seenBy(model, user).length)
  return {
    sections: [
      {
        title: 'Data',
        text: `${known.length} ratings and ${train.length - known.length} other views of ${countOf(movies)} movies by ${countOf(users)} users were learnt from; ${later.length} later ratings were held back.`,
        plots: [
          {
            kind: 'histogram',
            title: 'Ratings',
            x: { label: 'stars' },
            bins: 10,
            series: [
              { name: 'learnt from', values: known.map(({ rating }) => rating) },
              { name: 'held back', values: later.map(({ rating }) => rating) },
            ],
          },
          longTail('Movies by their viewers', 'movie', Float64Array.from(viewers)),
          longTail('Users by what they have seen', 'user', perUser),
        ],
      },
      {
        title: 'Errors',
        plots: [
          besideBaselines(model, known, later),
          predictedByTruth(model, later),
          errorsByActivity(model, later),
        ],
      },
      {
        title: 'Movies alike',
        text: 'The factors of a movie say whom it pleases. Nearest by cosine distance to the movies that most have seen:',
        plots: [alike(model)],
      },
    ],
  }
}

function longTail(title: string, what: string, counts: Float64Array): Plot {
  const falling = counts.toSorted().reverse()
  const x = Float64Array.from(falling.keys(), (rank) => rank + 1)
  return {
    kind: 'lines',
    title,
    x: { label: `${what}, the greatest first`, log: true },
    y: { label: 'views', log: true },
    series: [{ name: 'views', x, y: falling }],
  }
}

function besideBaselines(model: MoviesModel, known: readonly Rated[], later: readonly Rated[]): Plot {
  const truth = later.map(({ rating }) => rating)
  const { mean, itemBiases, userBiases } = model.factors
  const average = known.reduce((sum, { rating }) => sum + rating, 0) / known.length
  const bar = (label: string, predict: (interaction: Rated) => number) => ({
    label,
    value: rootMeanSquaredError(truth, later.map(predict)),
  })
  return {
    kind: 'bars',
    title: 'Error beside that of less',
    axis: { label: 'root mean squared error (stars)' },
    bars: [
      bar('the model', ({ user, movie }) => rate(model, user, movie)),
      bar(
        'biases of user and movie',
        ({ user, movie }) =>
          mean + (userBiases[rowOf(model.users, user)] ?? 0) + (itemBiases[rowOf(model.movies, movie)] ?? 0),
      ),
      bar('the mean rating', () => average),
    ],
  }
}

function predictedByTruth(model: MoviesModel, later: readonly Rated[]): Plot {
  const groups = Map.groupBy(later, ({ rating }) => rating)
  const bars = [...groups]
    .sort(([a], [b]) => a - b)
    .map(([rating, group]) => ({
      label: `rated ${rating}`,
      value: group.reduce((sum, { user, movie }) => sum + rate(model, user, movie), 0) / group.length,
    }))
  return { kind: 'bars', title: 'Mean prediction by rating', axis: { label: 'stars expected' }, bars }
}

function errorsByActivity(model: MoviesModel, later: readonly Rated[]): Plot {
  const bound = [0, 20, 50, 100, 200, Number.POSITIVE_INFINITY]
  const labels = ['unknown users', '1 to 20 views', '21 to 50', '51 to 100', '101 to 200', 'more than 200']
  const groups = Map.groupBy(later, ({ user }) => {
    const { length } = seenBy(model, rowOf(model.users, user))
    return bound.findIndex((most) => length <= most)
  })
  const bars = [...groups]
    .sort(([a], [b]) => a - b)
    .map(([group, ratings]) => ({
      label: labels[group]!,
      value: rootMeanSquaredError(
        ratings.map(({ rating }) => rating),
        ratings.map(({ user, movie }) => rate(model, user, movie)),
      ),
    }))
  return {
    kind: 'bars',
    title: 'Error by what is known of the user',
    axis: { label: 'root mean squared error (stars)' },
    bars,
  }
}

function alike(model: MoviesModel): Plot {
  const { factors, movies, viewers } = model
  const nameOf = (row: number) => titleOf(model, row) ?? idAt(movies, row)
  const [rows, width] = [countOf(movies), factors.factors]
  const vectors = matrix(Float64Array.from(factors.itemFactors), rows, width)
  const popular = topN(viewers, Math.min(10, rows))
  const nNeighbors = Math.min(6, rows)
  const queries = matrix(
    Float64Array.from(
      [...popular].flatMap((row) => [...factors.itemFactors.subarray(row * width, (row + 1) * width)]),
    ),
    popular.length,
    width,
  )
  const { indices, distances } = nearestNeighbours(vectors, queries, { nNeighbors, metric: 'cosine' })
  return {
    kind: 'table',
    title: 'Movies and their nearest',
    columns: ['movie', 'viewers', 'alike (cosine)'],
    rows: Array.from(popular, (row, query) => {
      const places = Array.from({ length: nNeighbors }, (_, n) => query * nNeighbors + n)
      const others = places
        .filter((place) => indices[place] !== row)
        .map((place) => `${nameOf(indices[place])} (${(1 - distances[place]).toFixed(2)})`)
      return [nameOf(row), viewers[row], others.join(', ')]
    }),
  }
}
