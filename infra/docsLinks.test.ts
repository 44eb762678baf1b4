import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
const textOf = (page: string) =>
  readFileSync(join(root, page), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gm, '')

/** Of headings, as GitLab and GitHub make them. */
const anchorsOf = (page: string) =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  )

const links = pages.flatMap((page) =>
  [...textOf(page).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(([, target, anchor]) => ({
    page,
    to: target ? normalize(join(dirname(page), target)) : page,
    anchor,
  })),
)

test('every link of the documentation leads somewhere', () => {
  expect(links.length).toBeGreaterThan(100)
  const dead = links.filter(
    ({ to, anchor }) =>
      !existsSync(join(root, to)) ||
      (anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).includes(anchor)),
  )
  expect(dead).toEqual([])
})

test('every page is reached from the README, but those that alerts name', () => {
  const seen = new Set(['README.md'])
  for (const page of seen) for (const { page: from, to } of links) if (from === page) seen.add(to)
  expect(pages.filter((page) => !page.startsWith('docs/runbooks/') && !seen.has(page))).toEqual([])
})
