import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{infra,components,services,bench}/**/*.test.ts'],
          exclude: ['**/*.{tools,lab}.test.ts'],
          globalSetup: ['infra/testing/temporaryFiles.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'tools',
          include: ['{infra,services}/**/*.tools.test.ts'],
          maxWorkers: 2,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['{infra,components,services}/**/*.lab.test.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
})
