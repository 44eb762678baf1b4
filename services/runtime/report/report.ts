/** What a training has to show beside its scores: sections of text, plots and tables, rendered as one HTML page. */
export interface Report {
  readonly sections: readonly ReportSection[]
}

export interface ReportSection {
  readonly title: string
  /** A paragraph of plain text. */
  readonly text?: string
  readonly plots: readonly Plot[]
}

export type Plot = Lines | Scatter | Bars | Histogram | HeatMap | Table

export interface Axis {
  /** With its unit: `demand (bikes per hour)`. */
  readonly label: string
  /** Logarithmic, of numbers above 0. */
  readonly log?: boolean
}

/** Points of equal number of x and y; those that are not finite leave a gap. */
export interface Series {
  readonly name: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

interface Titled {
  readonly title: string
}

export interface Lines extends Titled {
  readonly kind: 'lines'
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
}

/** Of more than 2,000 points in a series, evenly chosen ones are drawn, and the page says so. */
export interface Scatter extends Titled {
  readonly kind: 'scatter'
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  /** Draws y = x: predictions beside the truth. */
  readonly diagonal?: boolean
}

export interface Bars extends Titled {
  readonly kind: 'bars'
  /** Of the values. */
  readonly axis: Axis
  readonly bars: readonly {
    readonly label: string
    readonly value: number
    /** An interval around the value. */
    readonly low?: number
    readonly high?: number
  }[]
}

export interface Histogram extends Titled {
  readonly kind: 'histogram'
  readonly x: Axis
  readonly series: readonly { readonly name: string; readonly values: ArrayLike<number> }[]
  /** 30 if not given. */
  readonly bins?: number
}

export interface HeatMap extends Titled {
  readonly kind: 'heatMap'
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** Row-major, rows x columns. */
  readonly values: ArrayLike<number>
  readonly rowLabel?: string
  readonly columnLabel?: string
}

/** Numbers are shown with four significant digits. */
export interface Table extends Titled {
  readonly kind: 'table'
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}
