import { renderBars, renderHistogram } from './bars.ts'
import { element, escaped } from './markup.ts'
import { renderPoints } from './points.ts'
import type { Plot, Report, ReportSection } from './report.ts'
import { renderHeatMap, renderTable } from './tables.ts'

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 760px; margin: 2rem auto; padding: 0 1rem }
figure { margin: 1.5rem 0; overflow-x: auto }
figcaption { font-weight: 600; margin-bottom: .4rem }
svg { width: 100%; height: auto; font-size: 12px; fill: currentColor }
.grid { stroke: currentColor; stroke-opacity: .15 }
.diagonal { stroke: currentColor; stroke-dasharray: 4 4; stroke-opacity: .6 }
.interval { stroke: currentColor; stroke-width: 2 }
table { border-collapse: collapse; font-size: 13px }
th, td { padding: .2rem .6rem; border-bottom: 1px solid rgb(128 128 128 / 30%); text-align: left }
.number { text-align: right; font-variant-numeric: tabular-nums }
.legend span { margin-right: 1.2rem }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em }
.note { font-size: 13px; opacity: .75 }
pre { white-space: pre-wrap }`

const policy = "default-src 'none'; style-src 'unsafe-inline'"

/**
 * One HTML page that needs nothing else: images are inline SVG, there is no script, and whatever the data said is text.
 * @throws RangeError if a plot contradicts itself, such as x and y of different length
 */
export function renderReport(title: string, { sections }: Report): string {
  const body = sections.map(renderSection).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="${policy}">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${body}
</body>
</html>
`
}

function renderSection({ title, text, plots }: ReportSection): string {
  const paragraphs = text?.split('\n\n').map((paragraph) => element('p', {}, escaped(paragraph))) ?? []
  return element('section', {}, element('h2', {}, escaped(title)), ...paragraphs, ...plots.map(renderPlot))
}

function renderPlot(plot: Plot): string {
  const drawn = draw(plot) ?? element('p', { class: 'note' }, 'There is nothing to show: no value is finite.')
  return element('figure', {}, element('figcaption', {}, escaped(plot.title)), drawn)
}

function draw(plot: Plot): string | undefined {
  switch (plot.kind) {
    case 'lines':
    case 'scatter':
      return renderPoints(plot)
    case 'bars':
      return renderBars(plot)
    case 'histogram':
      return renderHistogram(plot)
    case 'heatMap':
      return renderHeatMap(plot)
    case 'table':
      return renderTable(plot)
  }
}
