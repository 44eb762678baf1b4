/** Parts of the workload: DuckDB is loaded only for the commands that need it. */
export const students = {
  analyses: () => import('../../../services/students/analysis/analyses.ts'),
  etl: () => import('../../../services/students/etl.ts'),
  generate: () => import('../../../services/students/generate.ts'),
  keyRing: () => import('../../../services/students/keyRing.ts'),
  openSchool: () => import('../../../services/students/openSchool.ts'),
  postgres: () => import('../../../services/students/postgres.ts'),
  queriesApi: () => import('../../../services/students/queriesApi.ts'),
  queryCatalogue: () => import('../../../services/students/queryCatalogue.ts'),
  rotateKeys: () => import('../../../services/students/rotateKeys.ts'),
  runQuery: () => import('../../../services/students/runQuery.ts'),
  writeExport: () => import('../../../services/students/writeExport.ts'),
}
