import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import * as stat from '@grafana/grafana-foundation-sdk/stat'
import * as table from '@grafana/grafana-foundation-sdk/table'
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries'
import type { Dashboard, Panel } from './dashboard.ts'

/** As kube-prometheus-stack names Prometheus to its Grafana. */
const datasource = { type: 'prometheus', uid: 'prometheus' }
const width = 24
/** Of one panel of a kind: numbers lie beside each other, lines want room. */
const sizes = { number: { w: 6, h: 5 }, table: { w: 12, h: 8 }, lines: { w: 12, h: 8 } }

/**
 * The dashboard as Grafana reads it.
 * @param runbooks URL below which the page of each alert is, if there is one
 */
export function grafanaDashboard(dashboard: Dashboard, runbooks: string | undefined): grafana.Dashboard {
  const { name, title, choices, panels } = dashboard
  const builder = new grafana.DashboardBuilder(title)
    .uid(`atoll-${name}`)
    .tags(['atoll'])
    .readonly()
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
  for (const [label, metric] of Object.entries(choices)) builder.withVariable(choice(label, metric))
  const placed = places(panels)
  for (const [index, panel] of panels.entries())
    builder.withPanel(drawn(panel, { ...placed[index]!, id: index + 1 }, runbooks))
  return builder.build()
}

function choice(label: string, metric: string) {
  return new grafana.QueryVariableBuilder(label)
    .datasource(datasource)
    .query(`label_values(${metric}, ${label})`)
    .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
    .sort(grafana.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
}

interface Position {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** From left to right, in a new row where one does not fit. */
function places(panels: readonly Panel[]): Position[] {
  let [x, y, row] = [0, 0, 0]
  return panels.map(({ kind = 'lines' }) => {
    const { w, h } = sizes[kind]
    if (x + w > width) [x, y, row] = [0, y + row, 0]
    const place = { x, y, w, h }
    x += w
    row = Math.max(row, h)
    return place
  })
}

const builders = {
  number: () => new stat.PanelBuilder(),
  table: () => new table.PanelBuilder(),
  lines: () => new timeseries.PanelBuilder(),
}

function drawn(
  { title, unit, kind = 'lines', shows, alerts = [] }: Panel,
  { id, ...position }: Position & { readonly id: number },
  runbooks: string | undefined,
): Builder<grafana.Panel> {
  const panel = builders[kind]().id(id).title(title).unit(unit).datasource(datasource).gridPos(position)
  for (const [index, [legend, query]] of Object.entries(shows).entries())
    panel.withTarget(target(String.fromCharCode(65 + index), legend, query, kind))
  if (runbooks !== undefined)
    panel.links(
      alerts.map((alert) =>
        new grafana.DashboardLinkBuilder(alert)
          .type(grafana.DashboardLinkType.Link)
          .url(`${runbooks}/${alert}.md`),
      ),
    )
  return panel
}

function target(refId: string, legend: string, query: string, kind: keyof typeof sizes) {
  const data = new DataqueryBuilder().refId(refId).datasource(datasource).expr(query).legendFormat(legend)
  if (kind === 'lines') return data.range()
  return kind === 'table' ? data.instant().format(PromQueryFormat.Table) : data.instant()
}
