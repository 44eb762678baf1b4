import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, startServer } from '../runtime/testing/startServer.ts'
import type { Interaction } from './interaction.ts'
import { movies, moviesSvd } from './workload.ts'

const interactions: Interaction[] = Array.from({ length: 400 }, (_, n) => ({
  user: `${n % 20}`,
  movie: `film ${(n * 7 + Math.floor(n / 20)) % 40}`,
  rating: 1 + ((n * n) % 9) / 2,
  time: n,
  title: `Film ${(n * 7 + Math.floor(n / 20)) % 40}`,
})).filter(({ user, movie }, n, all) => all.findIndex((a) => a.user === user && a.movie === movie) === n)

describe.each([movies, moviesSvd])('$name', (workload) => {
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    const parameters = workload.training.parameters.parse({ factors: 4 })
    const model = workload.encode(await workload.training.train(interactions, parameters))
    server = await startServer({ workload, model })
  })
  afterAll(() => server.drain())
  const ask = (path: string, body: object) => post(server.url + path, JSON.stringify(body))

  test('recommends', async () => {
    const { status, body } = await ask('/recommend', { user: '3', count: 4, watched: ['film 1'] })
    expect(status).toBe(200)
    expect(body).toMatchObject({ user: '3', basis: 'ratings' })
    const list = body.recommendations as { movie: string; title: string; score: number; rating: number }[]
    const seen = interactions.filter(({ user }) => user === '3').map(({ movie }) => movie)
    expect(list).toHaveLength(4)
    for (const [n, { movie, title, score, rating }] of list.entries()) {
      expect([...seen, 'film 1']).not.toContain(movie)
      expect(title).toBe(movie.replace('f', 'F'))
      expect(score).toBeLessThanOrEqual(list[n - 1]?.score ?? 9)
      expect([score, rating]).toEqual([Number(score.toFixed(3)), Number(rating.toFixed(2))])
    }
  })

  test('predicts, by both ways to ask the same', async () => {
    const { body } = await ask('/predict', { user: '3', movie: 'film 5' })
    expect(body).toMatchObject({ title: 'Film 5', knownUser: true, knownMovie: true })
    const tensor = (name: string, data: string[]) => ({ name, datatype: 'BYTES', shape: [data.length], data })
    const inputs = [tensor('user', ['3', 'who']), tensor('movie', ['film 5', 'what'])]
    const inferred = await ask(`/v2/models/${workload.name}/infer`, { inputs })
    const [{ data }] = inferred.body.outputs as [{ data: number[] }]
    expect(data[0]).toBeCloseTo(body.rating as number, 2)
    const unknown = await ask('/predict', { user: 'who', movie: 'what' })
    expect(unknown.body).toEqual({
      ...{ user: 'who', movie: 'what', rating: expect.closeTo(data[1]!, 2) },
      ...{ knownUser: false, knownMovie: false },
    })
  })

  test.each([
    ['/recommend', { user: '' }, 'user is "", and must be an id'],
    ['/recommend', { user: '3', count: 101 }, 'count is 101'],
    ['/recommend', { user: '3', seen: [] }, 'seen'],
    ['/predict', { user: '3' }, 'movie is missing'],
  ])('%s refuses %j', async (path, request, message) => {
    const { status, body } = await ask(path, request)
    expect(status).toBe(400)
    expect(String(body.error)).toContain(message)
  })
})
